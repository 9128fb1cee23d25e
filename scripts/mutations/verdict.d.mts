/** How a child process ended; `late`: it was ended because it took too long. */
export interface Ended {
  readonly code: number | null
  readonly late: boolean
  readonly output: string
}
export interface TestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly title: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}
export interface Outcome {
  readonly kind: 'caught' | 'missed' | 'invalid'
  /** Which test or seed, or why it proves nothing. */
  readonly by: string
}
export function judgeTests(ended: Ended, report: TestReport | null): Outcome
export function judgeSeeds(ended: Ended): Outcome
export function judgeAll(
  outcomes: readonly (Outcome & { readonly suite: string })[],
  every: boolean,
): { readonly verdict: string; readonly by: string }
export function isHole(verdict: string): boolean
