// One small command of a client for the group in focus, so that one entry can be watched on its way: a
// deposit for the bank, a message for a partition, a producer's registration for the managers.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { confirmedLeader, isUp, newestBank } from '../../shared/cluster-view.ts'
import type { GroupName, NodeRole } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { askNode } from '../link/client-api.ts'
import type { Refusal } from '../link/control-api.ts'
import { inThePresent } from './actions.ts'

/** Registering the same name again changes nothing: it is still an entry in the log. */
const PRODUCER = 'dashboard'
const FIRST_ACCOUNT = 'alice'

export const sendClientCommand = (view: ClusterView, group: GroupName): Promise<Result<null, Refusal>> =>
  inThePresent(() => send(view, group))

async function send(view: ClusterView, group: GroupName): Promise<Result<null, Refusal>> {
  const role: NodeRole = group === 'atm' ? 'atm' : 'manager'
  const port = portOf(view, role)
  if (port === null) return err({ code: 'not-now', message: `no ${role} runs that could be asked` })
  if (group === 'atm') return done(await askNode(port, ...bankCommand(view)))
  const [topic, partition] = group === 'managers' ? [view.topics[0]?.topic] : splitName(group)
  if (topic === undefined) return err({ code: 'not-now', message: 'there is no topic yet' })
  const where = { topic, ...(partition === undefined ? {} : { partition }) }
  const registered = await askNode(port, '/producer/register', { ...where, producer_name: PRODUCER })
  if (!registered.ok || group === 'managers') return done(registered)
  const message = { ...where, producer_id: registered.value['producer_id'], message: 'sent with C' }
  return done(await askNode(port, '/producer/produce', message))
}

const done = (asked: Result<unknown, Refusal>): Result<null, Refusal> => (asked.ok ? ok(null) : asked)

function bankCommand(view: ClusterView): [path: string, fields: Readonly<Record<string, unknown>>] {
  const [account] = Object.keys(newestBank(view)?.balances ?? {}).toSorted()
  return account === undefined
    ? ['/accounts', { account: FIRST_ACCOUNT }]
    : ['/deposit', { account, amount: 1 }]
}

/** The leader's own process where there is one: the shortest way. */
function portOf(view: ClusterView, role: NodeRole): number | null {
  const group = view.groups[role === 'atm' ? 'atm' : 'managers']
  const leader = group === undefined ? null : confirmedLeader(view, group)
  const nodes = Object.values(view.nodes).filter((node) => node.role === role && isUp(node))
  return (nodes.find(({ id }) => id === leader?.node) ?? nodes[0])?.httpPort ?? null
}

function splitName(group: GroupName): [topic: string, partition: number] {
  const at = group.lastIndexOf('/')
  return [group.slice(0, at), Number(group.slice(at + 1))]
}
