// What a run says at its end: the table for people, verdict.json for programs.

import type { NemesisName } from './nemesis/choose.ts'
import type { Tally } from './attack.ts'
import type { Row } from './verdict/scoreboard.ts'

export interface Report {
  readonly seed: number
  readonly nemeses: readonly NemesisName[]
  readonly plannedMs: number
  readonly ranForMs: number
  readonly rounds: number
  readonly operations: number
  /** Steps of the hardest window. */
  readonly hardest: number
  readonly interrupted: boolean
  readonly verdict: 'green' | 'red'
  readonly rows: readonly Row[]
  readonly tallies: readonly (Tally & { readonly name: NemesisName })[]
  readonly archive: string
}

/** A fault that the cluster does not know was never borne. One that only made no sense just then is no failure. */
export const verdictOf = (isHeld: boolean, tallies: readonly Tally[]): Report['verdict'] =>
  isHeld && tallies.every(({ missing }) => missing === null) ? 'green' : 'red'

export function reportText(report: Report): string {
  const { rows, tallies, seed, rounds, operations, ranForMs, archive } = report
  const width = Math.max(...rows.map(({ check }) => check.length))
  const lines = rows.flatMap(({ check, verdict: colour, times, findings }) => [
    `  ${check.padEnd(width)}  ${colour === 'ok' ? 'ok' : colour.toUpperCase()}${times === 0 ? '' : `  (checked ${times} times)`}`,
    ...findings.map((text) => `      ${text.replaceAll('\n', '\n      ')}`),
  ])
  const faults = tallies.map(({ name, rounds: had, moves, refused, missing }) =>
    missing === null
      ? `  ${name}: ${had} rounds, ${moves} moves${refused === 0 ? '' : `, ${refused} made no sense then`}`
      : `  ${name}: the cluster knows no such fault (${missing})`,
  )
  return [
    `seed ${seed}: ${rounds} rounds, ${operations} operations in ${Math.round(ranForMs / 1000)} s`,
    ...lines,
    'faults',
    ...faults,
    `archive: ${archive}`,
    lastWords(report),
  ].join('\n')
}

function lastWords({ verdict, seed, interrupted, nemeses, tallies }: Report): string {
  if (verdict === 'red') return `RED: repeat with --seed ${seed}`
  if (interrupted) return 'green as far as it went: it was interrupted'
  const idle = nemeses.filter((name) => !tallies.some((tally) => tally.name === name && tally.moves > 0))
  if (idle.length > 0) return `green, but nothing was done by ${idle.join(', ')}`
  return 'green: every rule was checked and held'
}
