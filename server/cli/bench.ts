// `raftroom bench`: measures on a cluster of its own and prints a table.

import { benchQuick } from '../bench/quick.ts'
import { wrongUsage } from './failure.ts'
import { JSON_OPTION } from './options.ts'
import type { NewCommand, Surroundings } from './options.ts'
import type { Format } from './output.ts'
import { startScript } from './start-script.ts'
import { print, table } from './output.ts'

export function addBench(command: NewCommand, { output }: Surroundings): void {
  command(
    'bench',
    'measure start, idle cost, load and failover of a cluster of its own',
    'raftroom bench --quick',
  )
    .option('--quick', 'about half a minute')
    .option(...JSON_OPTION)
    .action(async (options: Format & { readonly quick?: boolean }) => {
      if (options.quick !== true) throw wrongUsage('bench takes about half a minute: say --quick')
      const rows = await benchQuick({ startScript: startScript(), say: output.note })
      const lines = rows.map(({ what, result, target }) => [what, result, target])
      print(output, options, { rows }, () => table([['what', 'measured', 'target'], ...lines]))
    })
}
