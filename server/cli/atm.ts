// `raftroom atm`: a terminal at a running ATM, or with --here an ATM and its terminal in one window.

import { join } from 'node:path'
import { runTerminal } from '../../atm-sim/terminal/main.ts'
import { ControlClient } from './control-client.ts'
import { CommandFailure, wrongUsage } from './failure.ts'
import type { WhereOptions } from './find-cluster.ts'
import { clusterUrl, dataFolder } from './find-cluster.ts'
import type { NewCommand, Surroundings } from './options.ts'
import { URL_OPTION } from './options.ts'

interface HereOptions {
  readonly here?: boolean
  readonly data?: string
  readonly port?: string
  readonly profile?: string
}

const ABOUT_HERE = `
With --here this window is the ATM: its node runs in it, without a control server, and ends with it.
Three windows are a whole bank:
  raftroom atm atm-1 --here
  raftroom atm atm-2 --here
  raftroom atm atm-3 --here
quit ends the node cleanly; closing the window, or kill -9, crashes it. It comes back from its files.`

export function addAtm(command: NewCommand, around: Surroundings): void {
  command('atm [name]', 'stand at an ATM; without a name, at the first that runs', 'raftroom atm atm-2')
    .addHelpText('after', ABOUT_HERE)
    .option(...URL_OPTION)
    .option('--here', 'the ATM itself, in this window, without a control server')
    .option('--data <folder>', 'with --here: where its files are (default: RAFTROOM_DATA, ./data)')
    .option('--port <number>', 'with --here: ATMs listen from 31 and 131 above it on (default: 8400)')
    .option('--profile <profile>', 'with --here: pace of the clock: live, classroom or slow (default: live)')
    .action((name: string | undefined, options: WhereOptions & HereOptions) =>
      options.here === true ? runHere(name, options, around) : standAt(name, options, around),
    )
}

async function runHere(
  node: string | undefined,
  options: WhereOptions & HereOptions,
  { env, input, terminal, atmHere }: Surroundings,
): Promise<void> {
  if (node === undefined) throw wrongUsage('--here needs the name of the ATM: raftroom atm atm-1 --here')
  if (options.url !== undefined)
    throw wrongUsage('--here needs no control server: leave out --url, or leave out --here')
  await atmHere({ node, flags: flagsOf(options), env }, { input, output: terminal })
}

/** As they were given, for those who know what they allow. */
const flagsOf = ({ data, port, profile }: HereOptions): readonly string[] =>
  Object.entries({ data, port, profile }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )

async function standAt(
  name: string | undefined,
  options: WhereOptions & HereOptions,
  { env, input, terminal, output }: Surroundings,
): Promise<void> {
  const [flag] = flagsOf(options)
  if (flag !== undefined) throw wrongUsage(`${flag} is for an ATM of this window: add --here`)
  const url = clusterUrl(options, env)
  const atms = async () =>
    (await new ControlClient(url).cluster()).nodes
      .filter(({ role }) => role === 'atm')
      .map(({ id, httpPort, state }) => ({
        node: id,
        base: `http://${new URL(url).hostname}:${httpPort}`,
        running: state === 'running',
      }))
  const all = await atms()
  const node = name ?? all.find(({ running }) => running)?.node
  if (node === undefined) throw new CommandFailure('no ATM is running')
  if (!all.some((atm) => atm.node === node))
    throw new CommandFailure(`there is no ATM ${node}: there are ${all.map((atm) => atm.node).join(', ')}`)
  if (name === undefined) output.note(`standing at ${node}`)
  await runTerminal({ node, atms, stateDir: join(dataFolder(env), 'terminals'), input, output: terminal })
}
