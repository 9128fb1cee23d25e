// Every bound of the host, with its reason. Cluster milliseconds unless a name says real.

export interface EngineLimits {
  /** Messages that wait for one group. */
  readonly mailbox: number
  /** Inputs one group may step before the next group has its turn (B77). */
  readonly inputsPerCycle: number
  /** Missed ticks are skipped, never paid back: the clock-jump guard (B76). */
  readonly ticksPerCycle: number
  /** Entry bytes of one write, or one record. */
  readonly batchBytes: number
}

export const ENGINE_LIMITS: EngineLimits = {
  mailbox: 1_024,
  inputsPerCycle: 64,
  ticksPerCycle: 2,
  batchBytes: 1024 * 1024,
}
