// What the machines of a simulated run hold and what customers were answered, in the events of real nodes: so the
// dashboard shows the money and the queue of a recorded run as it shows those of a cluster.

import type { GroupName, LogIndex, NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { bankCommandSchema } from '../../shared/protocol/bank.ts'
import { appendedSchema, consumedSchema, partitionCommandSchema } from '../../shared/protocol/queue.ts'
import type { Reply } from '../machines/machine.ts'
import type { Outcome } from './desk.ts'
import type { GroupLayout } from './layout.ts'
import type { SimMachine } from './replica.ts'

type Emit = (body: TraceBody) => void

/** One machine of one life: what was told of it last. */
export class ToldMachine {
  readonly #node: NodeId
  readonly #group: GroupName
  readonly #machine: SimMachine
  readonly #balances = new Map<string, number>()
  #applied: LogIndex | null = null

  constructor(node: NodeId, group: GroupName, machine: SimMachine) {
    this.#node = node
    this.#group = group
    this.#machine = machine
  }

  /** At the end of a turn; the first time all of it, afterwards what has changed. */
  tell(applied: LogIndex, emit: Emit): void {
    if (applied === this.#applied) return
    const full = this.#applied === null
    this.#applied = applied
    const at = { node: this.#node, group: this.#group, applied }
    const machine = this.#machine
    if (!('accounts' in machine)) return emit({ kind: 'stored', ...at, last: machine.last() })
    const { accounts, totals } = machine.accounts()
    const changed = accounts.filter(({ account, balance }) => this.#balances.get(account) !== balance)
    for (const { account, balance } of changed) this.#balances.set(account, balance)
    const balances = Object.fromEntries(changed.map(({ account, balance }) => [account, balance]))
    emit({ kind: 'balances', ...at, full, balances, totals })
  }

  describe(command: string): string {
    return this.#machine.describe(JSON.parse(command))
  }
}

/** What a customer is told; null for what is only a reason to ask elsewhere. */
export function storyOf(
  node: NodeId,
  { name: group, kind }: GroupLayout,
  text: string,
  command: string,
  outcome: Outcome,
): TraceBody | null {
  if (kind === 'bank') return bankStory({ node, group, text }, command, outcome)
  return outcome.kind === 'applied' ? queueStory({ node, group }, command, outcome.reply) : null
}

function bankStory(
  at: { readonly node: NodeId; readonly group: GroupName; readonly text: string },
  json: string,
  outcome: Outcome,
): TraceBody | null {
  const { op, request } = bankCommandSchema.parse(JSON.parse(json))
  const event = { kind: 'atm', ...at, op, request: request?.id ?? '' } as const
  if (outcome.kind === 'unknown') return { ...event, outcome: 'unknown', duplicate: false }
  if (outcome.kind !== 'applied') return null
  const { reply, index } = outcome
  const { duplicate } = reply
  return reply.ok
    ? { ...event, outcome: 'ok', duplicate, index }
    : { ...event, outcome: 'refused', duplicate, index, code: reply.failure.code }
}

function queueStory(
  at: { readonly node: NodeId; readonly group: GroupName },
  json: string,
  reply: Reply,
): TraceBody | null {
  const command = partitionCommandSchema.parse(JSON.parse(json))
  if (!reply.ok || reply.duplicate) return null
  const topic = at.group.slice(0, at.group.lastIndexOf('/'))
  const event = { kind: 'queue', ...at, topic, outcome: 'ok' } as const
  if (command.op === 'append') {
    const { stored, last } = appendedSchema.parse(reply.value)
    const text = `${command.producer.name} stored ${messages(stored)} in ${at.group}, up to offset ${last ?? 0}`
    return stored === 0 ? null : { ...event, op: 'produce', text }
  }
  if (command.op !== 'consume') return null
  const { count, offset } = consumedSchema.parse(reply.value)
  const text = `consumer ${command.consumer} took ${messages(count)} from ${at.group}, up to offset ${offset}`
  return { ...event, op: 'consume', text }
}

const messages = (count: number): string => (count === 1 ? '1 message' : `${count} messages`)
