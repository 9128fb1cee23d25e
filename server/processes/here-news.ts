// What a window says unasked: that its ATM waits for others, and how to open their windows; that a majority is there.
// Pure: it is shown how things stand, and answers a line when that is news.

import type { NodeId } from '../../shared/ids.ts'

export interface Standing {
  readonly ready: boolean
  readonly leader: NodeId | null
  readonly heard: number
  readonly needed: number
  readonly voters: number
}

export interface NewsOptions {
  readonly node: NodeId
  /** ATMs that do not answer, as of now. */
  readonly absent: () => readonly NodeId[]
  /** The command that opens the window of an ATM. */
  readonly commandFor: (node: NodeId) => string
}

/** Looks in a row at which there is no majority: windows that are opened together meet before, and nobody was missing. */
export const LOOKS_BEFORE_WAITING = 3

export class HereNews {
  readonly #options: NewsOptions
  #told: 'nothing' | 'waiting' | 'together' = 'nothing'
  #looks = 0

  constructor(options: NewsOptions) {
    this.#options = options
  }

  look(standing: Standing): string | null {
    const { ready, leader, heard, needed } = standing
    this.#looks = heard < needed ? this.#looks + 1 : 0
    if (ready && leader !== null && heard >= needed)
      return this.#tell('together', () => this.#together(leader))
    return this.#looks < LOOKS_BEFORE_WAITING ? null : this.#tell('waiting', () => this.#waiting(standing))
  }

  #tell(what: 'waiting' | 'together', line: () => string): string | null {
    if (this.#told === what) return null
    this.#told = what
    return line()
  }

  #together(leader: NodeId): string {
    const { node } = this.#options
    return `${node} is ready: ${leader === node ? 'it leads' : `${leader} leads`}`
  }

  #waiting({ heard, voters }: Standing): string {
    const { node, absent, commandFor } = this.#options
    const missing = absent()
    const [first] = missing
    const how =
      first === undefined
        ? 'the others do not answer'
        : `start ${missing.join(' or ')} in another window: ${commandFor(first)}`
    return `waiting for a majority: ${node} hears ${heard} of ${voters}; ${how}`
  }
}
