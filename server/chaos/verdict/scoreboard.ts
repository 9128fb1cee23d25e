// The table of verdicts. Every rule of a run has a row from the beginning; what was never checked says so, and is
// not green. Rules of single nemeses have a row once their nemesis had its turn.

import type { Finding } from '../../checker/checks/finding.ts'

export const CHECKS = [
  'a leader in every group after healing',
  'every outcome known at last',
  'money is conserved',
  'nothing is negative',
  'no acknowledged write is lost',
  'no message twice',
  'refused is not done',
  'offsets are contiguous',
  'one offset, one value',
  'polls go forward',
  'the log goes forward',
  'once',
  'the bank is linearizable',
  'partitions are linearizable',
  'the directory is linearizable',
  'replicas are equal',
  'logs agree',
  'processes end only when told',
  'no internal errors',
] as const
export const NEMESIS_CHECKS = [
  'damage is refused',
  'an old file is found out',
  'a power cut without fsync is found out',
  'a lost folder is another broker',
  'a lost member is another replica',
  'lost copies are replaced',
  'only the node that was hit stops',
  'no process outlives the control server',
  'a bank without a control server does not notice',
  'watching changes nothing',
  'a decommissioned broker leaves',
] as const
export type NemesisCheck = (typeof NEMESIS_CHECKS)[number]
export type Check = (typeof CHECKS)[number] | NemesisCheck

export type Colour = 'ok' | 'red' | 'unknown' | 'not checked'

export interface Row {
  readonly check: Check
  readonly verdict: Colour
  /** How often it was checked. */
  readonly times: number
  readonly findings: readonly string[]
}

/** One broken rule breaks it again and again: the first ones tell the story. */
const FINDINGS_KEPT = 10

export class Scoreboard {
  readonly #times = new Map<Check, number>()
  readonly #findings = new Map<Check, string[]>()
  readonly #undecided = new Set<Check>()
  readonly #due = new Set<Check>(CHECKS)
  readonly #onFinding: (check: Check, text: string) => void

  constructor(onFinding: (check: Check, text: string) => void) {
    this.#onFinding = onFinding
  }

  /** A nemesis has its turn: from now on its rules must be checked. */
  due(checks: readonly NemesisCheck[]): void {
    for (const check of checks) this.#due.add(check)
  }

  /** A rule was looked at; `findings` break it. */
  checked(check: Check, findings: readonly string[] = []): void {
    this.#due.add(check)
    this.#times.set(check, (this.#times.get(check) ?? 0) + 1)
    const kept = this.#findings.get(check) ?? []
    for (const text of findings) {
      this.#onFinding(check, text)
      if (kept.length < FINDINGS_KEPT) kept.push(text)
    }
    if (kept.length > 0) this.#findings.set(check, kept)
  }

  /** Findings of a cheap check, which names its rules itself. */
  checkedAll(checks: readonly Check[], findings: readonly Finding[]): void {
    for (const check of checks)
      this.checked(
        check,
        findings.filter((each) => each.check === check).map(({ text }) => text),
      )
  }

  /** The checker ran out of steps. */
  undecided(check: Check, text: string): void {
    this.checked(check)
    this.#undecided.add(check)
    this.#onFinding(check, text)
  }

  rows(): readonly Row[] {
    return [...this.#due].map((check) => ({
      check,
      verdict: this.#verdict(check),
      times: this.#times.get(check) ?? 0,
      findings: this.#findings.get(check) ?? [],
    }))
  }

  /** Green means that everything was checked and nothing found. */
  isGreen(): boolean {
    return this.rows().every(({ verdict }) => verdict === 'ok')
  }

  #verdict(check: Check): Colour {
    if (this.#findings.has(check)) return 'red'
    if (this.#undecided.has(check)) return 'unknown'
    return this.#times.has(check) ? 'ok' : 'not checked'
  }
}
