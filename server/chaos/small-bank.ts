// A second bank beside the cluster: three ATMs in windows of their own, which no control server started. Its customers
// work while something happens to the control server next door, and its history is judged like the cluster's: it
// must not even notice.

import { dirname, join } from 'node:path'
import type { NodeId } from '../../shared/ids.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { createPatience } from '../../shared/sdk/patience.ts'
import type { AccountList } from '../../shared/protocol/bank.ts'
import type { LaunchedWindow, LaunchedWindows } from '../launch/launched-windows.ts'
import { launchWindows } from '../launch/launched-windows.ts'
import { Asker } from './clients/asking.ts'
import { work } from './clients/client.ts'
import { openAccounts } from './clients/crowd.ts'
import { accountListIn, accountsRead, createCustomer } from './clients/customer.ts'
import { Recorder } from './recorder.ts'
import { Judge } from './verdict/judge.ts'
import { Scoreboard } from './verdict/scoreboard.ts'

const ATMS: readonly NodeId[] = ['atm-1', 'atm-2', 'atm-3']
const READY = /atm-\d is ready: /
/** Few enough operations for one window of the checker, over as long as a cluster takes to come back. */
const SHIFT = { quota: 50, pauseMs: 200 }
const SEED = 1
const PATIENT_MS = 20_000

interface Bank {
  readonly asker: Asker
  readonly recorder: Recorder
  readonly findings: string[]
}

/** Answers what was wrong with the bank while `deed` was done to somebody else. */
export async function besideSmallBank(
  startScript: string,
  deed: (atms: readonly LaunchedWindow[]) => Promise<void>,
): Promise<readonly string[]> {
  const script = join(dirname(startScript), 'raftroom.mjs')
  const windows = await launchWindows({ script, name: 'chaos-windows' })
  try {
    const atms = ATMS.map((node) => windows.open(node))
    await Promise.all(atms.map((window) => window.shows(READY)))
    const bank = openBank(windows)
    await openAccounts(bank.asker, ATMS[0] ?? '')
    const ended = noteEnds(atms)
    await workDuring(bank, () => deed(atms))
    const { findings } = bank
    findings.push(...[...ended].map((node) => `${node} ended, which nobody but its window may do`))
    await judge(
      bank,
      ATMS.filter((node) => !ended.has(node)),
    )
    bank.recorder.close()
    return findings
  } finally {
    await windows.end()
  }
}

function openBank(windows: LaunchedWindows): Bank {
  const findings: string[] = []
  const recorder = new Recorder(join(windows.data, 'history.jsonl'), () => performance.now())
  const chance = createRandom(seedOf(SEED, 'asking'))
  const asker = new Asker({
    base: (node) => windows.base(node),
    recorder,
    patience: createPatience(),
    random: () => chance.next(),
    onInternal: (node, text) => void findings.push(`${node}: ${text}`),
  })
  return { asker, recorder, findings }
}

/** Grows. */
function noteEnds(atms: readonly LaunchedWindow[]): ReadonlySet<NodeId> {
  const ends = new Set<NodeId>()
  for (const { node, ended } of atms) void ended.then(() => ends.add(node))
  return ends
}

async function workDuring({ asker, recorder, findings }: Bank, deed: () => Promise<void>): Promise<void> {
  const shift = { isOver: false }
  const busy = ATMS.map((node) =>
    work(asker, createCustomer(asker, `beside-${node}`, node, createRandom(seedOf(SEED, node))), {
      ...SHIFT,
      random: createRandom(seedOf(SEED, 'pauses', node)),
      isOver: () => shift.isOver,
    }),
  )
  const before = recorder.answered
  await deed().finally(() => (shift.isOver = true))
  const answered = recorder.answered - before
  await Promise.all(busy)
  if (answered === 0) findings.push('no customer was answered meanwhile')
}

async function judge({ asker, recorder, findings }: Bank, atms: readonly NodeId[]): Promise<void> {
  const left = await asker.settleDoubts(() => atms)
  if (left > 0) findings.push(`the outcomes of ${left} requests stay unknown`)
  const lists = await Promise.all(atms.map((node) => readBank(asker, node)))
  const [list] = lists
  if (list === null || list === undefined || lists.includes(null))
    return void findings.push('the last read was not answered')
  const scores = new Scoreboard((check, text) => void findings.push(`${check}: ${text}`))
  new Judge(scores).bank(recorder.window('bank'), list)
}

async function readBank(asker: Asker, node: NodeId): Promise<AccountList | null> {
  const body = await asker.bodyOf({ ...accountsRead(node), retryFor: PATIENT_MS })
  return body === null ? null : accountListIn(body)
}
