// `raftroom bench`: measures on a cluster of its own and prints a table.

import { benchQuick } from '../bench/quick.ts'
import { benchSoak, cellsOf, SOAK_HEADINGS } from '../bench/soak.ts'
import { wrongUsage } from './failure.ts'
import { JSON_OPTION, optional } from './options.ts'
import type { NewCommand, Surroundings } from './options.ts'
import type { Format, Output } from './output.ts'
import { startScript } from './start-script.ts'
import { print, table } from './output.ts'

/** A day: longer ones are run on a machine of their own. */
const MAX_SOAK_MINUTES = 24 * 60

interface BenchFlags extends Format {
  readonly quick?: boolean
  readonly soak?: string
}

export function addBench(command: NewCommand, { output }: Surroundings): void {
  command(
    'bench',
    'measure start, idle cost, load, failover and memory on a cluster of its own',
    'raftroom bench --quick',
  )
    .option('--quick', 'start, idle cost, load and failover: about half a minute')
    .option('--soak <minutes>', 'full load for so long: memory and disk, row by row')
    .option(...JSON_OPTION)
    .action(async (flags: BenchFlags) => {
      const minutes = optional('--soak', flags.soak, 1, MAX_SOAK_MINUTES)
      if ((flags.quick === true) === (minutes !== null))
        throw wrongUsage('say --quick (about half a minute) or --soak with its minutes')
      await (minutes === null ? quick(output, flags) : soak(output, flags, minutes))
    })
}

async function quick(output: Output, format: Format): Promise<void> {
  const rows = await benchQuick({ startScript: startScript(), say: output.note })
  const lines = rows.map(({ what, result, target }) => [what, result, target])
  print(output, format, { rows }, () => table([['what', 'measured', 'target'], ...lines]))
}

async function soak(output: Output, format: Format, minutes: number): Promise<void> {
  const rows = await benchSoak({ startScript: startScript(), minutes, say: output.note })
  print(output, format, { rows }, () => table([SOAK_HEADINGS, ...rows.map(cellsOf)]))
}
