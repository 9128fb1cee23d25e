// The `raftroom` command: what it understands. Each command says by example how it is used; what it does
// is in a file of its own.

import { Command } from 'commander'
import { addAtm } from './atm.ts'
import { addBench } from './bench.ts'
import { addChaos } from './chaos.ts'
import type { Format } from './output.ts'
import type { FaultDials } from './fault-words.ts'
import type { WhereOptions } from './find-cluster.ts'
import type { NewCommand, Surroundings } from './options.ts'
import { ControlClient } from './control-client.ts'
import { wrongUsage } from './failure.ts'
import { FAULT_FORMS, faultOfWords } from './fault-words.ts'
import { clusterUrl } from './find-cluster.ts'
import { addNodes } from './nodes.ts'
import { JSON_OPTION, URL_OPTION } from './options.ts'
import { print } from './output.ts'
import { addConsume, addProduce, addTopics } from './queue-commands.ts'
import { addSim } from './sim.ts'
import { statusText } from './status.ts'

export function createProgram(around: Surroundings): Command {
  const program = new Command('raftroom')
  program.description('A real Raft cluster for the classroom.').version(around.version).exitOverride()
  program.configureOutput({
    writeOut: (text) => around.output.line(text.trimEnd()),
    writeErr: (text) => around.output.note(text.trimEnd()),
  })
  const command = (form: string, about: string, example: string): Command =>
    program.command(form).description(about).addHelpText('after', `\nExample:\n  ${example}`)

  addStart(command, around)
  addStatus(command, around)
  addFault(command, around)
  addAtm(command, around)
  addNodes(command, around)
  addTopics(command, around)
  addProduce(command, around)
  addConsume(command, around)
  addBench(command, around)
  addChaos(command, around)
  addSim(command, around)
  return program
}

function addStart(command: NewCommand, { start }: Surroundings): void {
  command(
    'start [options...]',
    'start the cluster and the dashboard; takes the options of npm start',
    'raftroom start --port 9400 --brokers 5',
  )
    .allowUnknownOption()
    .helpOption(false)
    .action((options: string[]) => start(options))
}

function addStatus(command: NewCommand, { env, output }: Surroundings): void {
  command('status', 'show nodes, groups, topics and faults', 'raftroom status --json')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: WhereOptions & Format) => {
      const control = new ControlClient(clusterUrl(options, env))
      const cluster = await control.cluster()
      print(output, options, cluster, () => statusText(control.url, cluster))
    })
}

function addFault(command: NewCommand, { env, output }: Surroundings): void {
  command(
    'fault <words...>',
    `do something to the cluster:\n  ${FAULT_FORMS.join('\n  ')}`,
    'raftroom fault partition atm-1 atm-2,atm-3',
  )
    .option('--one-way', 'only the direction named')
    .option('--delay <ms>', 'link: delay')
    .option('--jitter <ms>', 'link: jitter')
    .option('--loss <rate>', 'link: loss, 0 to 1')
    .option('--duplicate <rate>', 'link: duplicates, 0 to 1')
    .option('--reorder <rate>', 'link: reordering, 0 to 1')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (words: string[], options: FaultDials & WhereOptions & Format) => {
      const fault = faultOfWords(words, options)
      if (!fault.ok) throw wrongUsage(fault.error)
      const done = await new ControlClient(clusterUrl(options, env)).fault(fault.value)
      const pending = Array.isArray(done['pending']) ? done['pending'].map(String) : []
      const later = pending.length === 0 ? '' : ` (not confirmed yet by ${pending.join(', ')})`
      print(output, options, done, () => `done: ${String(done['text'])}${later}`)
    })
}
