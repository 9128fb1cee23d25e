// `raftroom sim`: what `npm run sim` does. Its options are read by the simulator's own main.

import { CommandFailure, wrongUsage } from './failure.ts'
import type { NewCommand, Surroundings } from './options.ts'

const WRONG_USAGE = 2

export function addSim(command: NewCommand, { sim }: Surroundings): void {
  command(
    'sim [options...]',
    'run whole clusters in virtual time, seed by seed; takes the options of npm run sim',
    'raftroom sim --seeds 50 --steps 20000',
  )
    .allowUnknownOption()
    .action(async (options: string[]) => {
      const code = await sim(options)
      if (code === WRONG_USAGE) throw wrongUsage('see raftroom sim --help')
      if (code !== 0)
        throw new CommandFailure('something was wrong: each failure names the command that replays it')
    })
}
