// What is being done to one direction of a link. Without a schema, so that the page can use it too.

/** What the gate does to frames of one direction. Absent numbers are 0. Delays are cluster milliseconds. */
export interface LinkRule {
  readonly cut: boolean
  /** Frames wait until somebody lets them go, one by one or all. */
  readonly hold: boolean
  readonly delayMs: number
  readonly jitterMs: number
  readonly lossRate: number
  readonly duplicateRate: number
  readonly reorderRate: number
}

export const NO_RULE: LinkRule = {
  cut: false,
  hold: false,
  delayMs: 0,
  jitterMs: 0,
  lossRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
}

export const ruleIsIdle = (rule: LinkRule): boolean =>
  !rule.cut &&
  !rule.hold &&
  rule.delayMs === 0 &&
  rule.jitterMs === 0 &&
  rule.lossRate === 0 &&
  rule.duplicateRate === 0 &&
  rule.reorderRate === 0
