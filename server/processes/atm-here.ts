// `raftroom atm atm-2 --here`: one process is the terminal and the ATM. Whatever ends the window ends the node in the
// same instant, as a crash does, kill -9 and a closed terminal included; `quit` and Ctrl-C are the clean ways out. No
// control server is needed, nobody is told what happens, and so nothing of it is computed.

import { join } from 'node:path'
import { ATM_GROUP } from '../../shared/ids.ts'
import { runTerminal } from '../../atm-sim/terminal/main.ts'
import type { AtmAddress } from '../../atm-sim/terminal/main.ts'
import { CommandFailure, wrongUsage } from '../cli/failure.ts'
import type { HereAsked, HereStreams } from '../cli/options.ts'
import { urlHost } from '../control/node-config.ts'
import { HereNews } from './here-news.ts'
import type { HerePlan } from './here-plan.ts'
import { planHere } from './here-plan.ts'
import { die, dieOf, dieOfTheUnexpected } from './last-words.ts'
import { watchShell } from './lifeline.ts'
import type { RunningNode } from './node.ts'
import { startNode } from './node.ts'
import { openAtm } from './open-atm.ts'
import { keepWindowFile } from './window-file.ts'

/** Soon enough for whoever reads the news, and seldom enough to say nothing of the moments of an election. */
const LOOK_AT_GROUP_MS = 500
/** Whether another ATM is there: it listens on this computer. */
const PROBE_LIMIT_MS = 500

/** Throws a sentence when something stands against it; else the process ends when the customer has left. */
export async function main(asked: HereAsked, { input, output }: HereStreams): Promise<void> {
  const planned = await planHere(asked)
  if (!planned.ok) {
    const { why, message } = planned.error
    throw why === 'wrong-usage' ? wrongUsage(message) : new CommandFailure(message)
  }
  dieOfTheUnexpected(die)
  crashWithWindow(output)
  // Not for the command's caller: a node without its terminal would go on unseen.
  await live(planned.value, asked, { input, output }).catch(dieOf(die))
}

async function live(plan: HerePlan, asked: HereAsked, { input, output }: HereStreams): Promise<void> {
  const { config } = plan
  const node = await startNode({ config, uplink: null, die }, async (context) => {
    const role = await openAtm(context)
    const clusterTime = (): number => context.host.clock.now()
    keepWindowFile({ data: plan.data, port: plan.port, config, clusterTime, ready: role.ready, die })
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
const quoted = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

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
