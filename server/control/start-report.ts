// What somebody reads who waits for a start: what is still missing, and in the end that no more will come. Pure.

import { incomplete } from './summary.ts'

/**
 * A start that lacks the same things at so many looks in a row has come as far as it will: a node that ended
 * by itself takes with it what needs it (a leader, the demo set), and nothing else says so.
 */
const LOOKS_WITHOUT_PROGRESS = 3

export class StartReport {
  readonly #url: string
  #lacking = ''
  #looks = 0
  #toldOf = ''

  constructor(url: string) {
    this.#url = url
  }

  /** What to say at this look; null when it is known. `failed`: how many nodes ended by themselves. */
  look(lacking: readonly string[], failed: number): string | null {
    const now = lacking.join('; ')
    this.#looks = now === this.#lacking ? this.#looks + 1 : 1
    this.#lacking = now
    if (now === '' || now === this.#toldOf) return null
    const isOver = failed > 0 && (lacking.length === failed || this.#looks >= LOOKS_WITHOUT_PROGRESS)
    if (!isOver) return `starting ... ${now} (the dashboard is up: ${this.#url})`
    this.#toldOf = now
    return incomplete(this.#url, lacking)
  }
}
