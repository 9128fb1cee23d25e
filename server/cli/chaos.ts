// `raftroom chaos`: breaks a cluster of its own for so many minutes and says what held.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NemesisName } from '../chaos/nemesis/choose.ts'
import { NEMESIS_NAMES, isNemesis } from '../chaos/nemesis/choose.ts'
import type { Length } from '../chaos/phases.ts'
import { LONG_MINUTES } from '../chaos/phases.ts'
import { reportText } from '../chaos/report.ts'
import { runChaos } from '../chaos/run.ts'
import { CommandFailure, wrongUsage } from './failure.ts'
import { JSON_OPTION, optional, wholeNumber } from './options.ts'
import type { NewCommand, Surroundings } from './options.ts'
import type { Format } from './output.ts'
import { startScript } from './start-script.ts'
import { print } from './output.ts'

const MAX_SEED = 2 ** 31 - 1
/** A day. */
const MAX_MINUTES = 1_440

interface ChaosFlags extends Format {
  readonly minutes?: string
  readonly seed?: string
  readonly nemesis?: string
  readonly archive?: string
  readonly long?: boolean
}

export function addChaos(command: NewCommand, { output }: Surroundings): void {
  command(
    'chaos',
    `break a cluster of its own, with clients at every node, and check what they were told;\nnemeses: ${NEMESIS_NAMES.join(', ')}`,
    'raftroom chaos\n  raftroom chaos --long\n  raftroom chaos --minutes 1 --seed 7 --nemesis kill,cut',
  )
    .option('--minutes <n>', 'so long, with nemeses in turns (default: four of them, 60 to 90 s each)')
    .option('--long', `${LONG_MINUTES} minutes: each nemesis once, then pairs of them`)
    .option('--seed <n>', 'of clients and faults (default: another one each time)')
    .option('--nemesis <names>', 'which faults, separated by commas (default: any)')
    .option(
      '--archive <folder>',
      'where history, journal, log files and verdict go (default: a new temporary folder)',
    )
    .option(...JSON_OPTION)
    .action(async (flags: ChaosFlags) => {
      const interruption = listenForInterruption(output.note)
      const report = await runChaos({
        startScript: startScript(),
        seed: optional('--seed', flags.seed, 0, MAX_SEED) ?? Math.floor(Math.random() * MAX_SEED),
        length: lengthOf(flags),
        nemeses: nemesesOf(flags.nemesis),
        archive: flags.archive ?? mkdtempSync(join(tmpdir(), 'raftroom-chaos-archive-')),
        say: output.note,
        isInterrupted: interruption.isInterrupted,
      }).finally(interruption.end)
      print(output, flags, report, () => reportText(report))
      if (report.verdict === 'red') throw new CommandFailure(`something did not hold: see ${report.archive}`)
    })
}

function lengthOf({ long = false, minutes }: ChaosFlags): Length {
  if (minutes !== undefined && long) throw wrongUsage('say either --minutes or --long')
  if (minutes !== undefined)
    return { kind: 'minutes', minutes: wholeNumber('--minutes', minutes, 1, MAX_MINUTES) }
  return { kind: long ? 'long' : 'four' }
}

function nemesesOf(text: string | undefined): readonly NemesisName[] {
  if (text === undefined) return NEMESIS_NAMES
  return text.split(',').map((name) => {
    if (!isNemesis(name)) throw wrongUsage(`--nemesis names ${name}: there are ${NEMESIS_NAMES.join(', ')}`)
    return name
  })
}

/** The first Ctrl-C ends the run with a verdict on what was seen; the second one ends the process. */
function listenForInterruption(say: (text: string) => void) {
  let isInterrupted = false
  const onSignal = (): void => {
    if (isInterrupted) process.exit(130)
    isInterrupted = true
    say('ending: healing, and a verdict on what was seen (Ctrl-C again: at once)')
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    isInterrupted: () => isInterrupted,
    end: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
