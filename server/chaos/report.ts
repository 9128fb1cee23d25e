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

export function reportText(report: Report): string {
  const { rows, tallies, seed, rounds, operations, ranForMs, archive, verdict } = report
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
    verdict === 'green' ? 'green: every rule was checked and held' : `RED: repeat with --seed ${seed}`,
  ].join('\n')
}
