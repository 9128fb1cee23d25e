// `raftroom atm atm-2 --here`: one process is the terminal and the ATM. Whatever ends the window ends the node in the
// same instant, as a crash does, kill -9 and a closed terminal included; `quit` is the clean way out. No control
// server is needed, nobody is told what happens, and so nothing of it is computed.

import { join } from 'node:path'
import { ATM_GROUP } from '../../shared/ids.ts'
import { runTerminal } from '../../atm-sim/terminal/main.ts'
import type { AtmAddress } from '../../atm-sim/terminal/main.ts'
import { CommandFailure, wrongUsage } from '../cli/failure.ts'
import type { HereAsked, HereStreams } from '../cli/options.ts'
import type { WindowFile } from '../control/windows.ts'
import { writeWindow } from '../control/windows.ts'
import { urlHost } from '../control/node-config.ts'
import { factsOf } from '../control/process-facts.ts'
import { HereNews } from './here-news.ts'
import type { HerePlan } from './here-plan.ts'
import { planHere } from './here-plan.ts'
import { die, dieOfTheUnexpected } from './last-words.ts'
import { watchShell } from './lifeline.ts'
import type { RoleContext, RunningNode } from './node.ts'
import { startNode } from './node.ts'
import { openAtm } from './open-atm.ts'

/** Cluster time is kept for the next life this often, as the control server does. */
const REMEMBER_MS = 5_000
const LOOK_AT_GROUP_MS = 500
/** Whether another ATM is there: it listens on this computer. */
const PROBE_LIMIT_MS = 500

/** Returns when the customer has left and the node is down. */
export async function main(asked: HereAsked, { input, output }: HereStreams): Promise<void> {
  const planned = await planHere(asked)
  if (!planned.ok) {
    const { why, message } = planned.error
    throw why === 'wrong-usage' ? wrongUsage(message) : new CommandFailure(message)
  }
  const plan = planned.value
  const { config } = plan
  dieOfTheUnexpected(die)
  crashWithWindow(output)
  const node = await startNode({ config, uplink: null, die }, async (context) => {
    const role = await openAtm(context)
    keepWindowFile(plan, context, role.ready)
    return role
  })
  const end = endOnce(node)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end())
  await runTerminal({
    node: config.node,
    atms: () => addresses(plan),
    stateDir: join(plan.data, 'terminals'),
    news: (tell) => watchGroup(asked, plan, node, tell),
    input,
    output,
  })
  await end()
}

/** Nobody is there any more to see it: it ends like the window it was. */
function crashWithWindow(output: NodeJS.WriteStream): void {
  const crash = (): void => void process.kill(process.pid, 'SIGKILL')
  watchShell(crash)
  output.on('error', crash)
}

function endOnce(node: RunningNode): () => Promise<never> {
  let ended: Promise<never> | null = null
  return () => (ended ??= node.end().then(() => process.exit(0)))
}

/** Only once the folder is locked: before that the file may be another window's. */
function keepWindowFile({ data, port, config }: HerePlan, { host }: RoleContext, ready: () => boolean): void {
  const { node, clock } = config
  const started = factsOf(process.pid)?.started ?? ''
  let born = false
  const write = (): void => {
    const clusterTime = host.clock.now()
    const window: WindowFile = { node, pid: process.pid, started, port, clock, clusterTime, born }
    writeWindow(data, window)
  }
  write()
  setInterval(write, REMEMBER_MS).unref()
  const looking = setInterval(() => {
    if (!ready()) return
    clearInterval(looking)
    born = true
    write()
  }, LOOK_AT_GROUP_MS)
  looking.unref()
}

/** All of them, and which ones answer. */
function addresses({ places, config }: HerePlan): Promise<readonly AtmAddress[]> {
  return Promise.all(
    places.map(async ({ id, httpPort }) => {
      const base = `http://${urlHost(config.host)}:${httpPort}`
      return { node: id, base, running: id === config.node || (await answers(base)) }
    }),
  )
}

const answers = (base: string): Promise<boolean> =>
  fetch(`${base}/status`, { signal: AbortSignal.timeout(PROBE_LIMIT_MS) }).then(
    (response) => response.ok,
    () => false,
  )

/** As a shell takes it. */
const quoted = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)

/** Answers how to stop looking. */
function watchGroup(
  { flags }: HereAsked,
  { places, config }: HerePlan,
  { host, role }: RunningNode,
  tell: (line: string) => void,
): () => void {
  const others = places.map(({ id }) => id).filter((id) => id !== config.node)
  const news = new HereNews({
    node: config.node,
    absent: () => others.filter((id) => !host.reaches(id)),
    commandFor: (node) => ['npx raftroom atm', node, '--here', ...flags.map(quoted)].join(' '),
  })
  const timer = setInterval(() => {
    const group = host.status(ATM_GROUP)
    if (group === null) return
    const { leader, heard, needed, voters } = group
    const line = news.look({ ready: role.ready(), leader, heard, needed, voters: voters.length })
    if (line !== null) tell(line)
  }, LOOK_AT_GROUP_MS)
  return () => clearInterval(timer)
}
