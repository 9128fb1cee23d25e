// The ATM's HTTP: parse once, bring the command to the leader, say how it ended.

import type * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { DEFAULT_LEDGER_LINES, MAX_AMOUNT, MAX_LEDGER_LINES } from '../../shared/protocol/limits.ts'
import type { Result } from '../../shared/result.ts'
import type { Answer, Body } from '../http/answer.ts'
import { asBody, changeAnswer, failed, success } from '../http/answer.ts'
import { changeOptions, readOptions, stamp } from '../http/call-options.ts'
import type { Fields } from '../http/fields.ts'
import { change, read } from '../http/leader.ts'
import type { Target } from '../http/trail.ts'
import { callOptions, name, parseFields, whole } from '../http/schema.ts'
import type { CallOptions } from '../http/schema.ts'
import type { Route } from '../http/server.ts'
import type { Host } from '../host/port.ts'
import type { Bank } from '../machines/bank.ts'

export interface AtmRoutesOptions {
  readonly host: Host
  readonly bank: Bank
  readonly target: Target
  readonly ready: () => boolean
  /** Makes the id of a request whose client sent none. */
  readonly newRequestId: () => string
}

const amount = whole(1, MAX_AMOUNT)
const forAccount = callOptions.extend({ account: name })
const forAmount = callOptions.extend({ account: name, amount })
const forTransfer = callOptions.extend({ from: name, to: name, amount })
const forHistory = forAccount.extend({ limit: whole(1, MAX_LEDGER_LINES).default(DEFAULT_LEDGER_LINES) })

type ChangeFields = CallOptions & Readonly<Record<string, unknown>>
type BankOp = 'createAccount' | 'deposit' | 'withdraw' | 'transfer'

export function atmRoutes(options: AtmRoutesOptions): readonly Route[] {
  const { host, bank, target } = options

  async function changing<T extends ChangeFields>(
    op: BankOp,
    schema: z.ZodType<T>,
    fields: Fields,
    arguments_: (parsed: T) => Record<string, Json>,
  ): Promise<Answer> {
    const parsed = parseFields(schema, fields)
    if (!parsed.ok) return failed(parsed.error)
    if (!options.ready()) return failed(notReady(host))
    const requestId = parsed.value.request_id ?? options.newRequestId()
    const command = { op, ...arguments_(parsed.value), ...stamp(host, requestId, parsed.value) }
    const result = await change(host, target, command, changeOptions(requestId, parsed.value))
    traceOutcome(host, op, bank.describe(command), requestId, result)
    return result.ok
      ? changeAnswer(result.value, requestId, asBody)
      : failed(result.failure, { request_id: requestId })
  }

  async function reading(fields: Fields, ask: () => Result<Body, Failure>): Promise<Answer> {
    const parsed = parseFields(callOptions, fields)
    if (!parsed.ok) return failed(parsed.error)
    const { consistency } = parsed.value
    if (consistency !== 'local' && !options.ready()) return failed(notReady(host))
    const outcome = await read(host, target, null, () => null, readOptions(parsed.value))
    if (!outcome.ok) return failed(outcome.failure)
    const answer = ask()
    const facts = { consistency, as_of: outcome.value.asOf, node: host.node }
    return answer.ok ? success({ ...answer.value, ...facts }) : failed(answer.error, facts)
  }

  const ofAccount = ({ account }: { readonly account: string }): { account: string } => ({ account })

  return [
    {
      methods: ['POST'],
      paths: ['/accounts'],
      handle: (fields) => changing('createAccount', forAccount, fields, ofAccount),
    },
    ...(['deposit', 'withdraw'] as const).map((op): Route => ({
      methods: ['POST'],
      paths: [`/${op}`],
      handle: (fields) =>
        changing(op, forAmount, fields, (parsed) => ({ account: parsed.account, amount: parsed.amount })),
    })),
    {
      methods: ['POST'],
      paths: ['/transfer'],
      handle: (fields) =>
        changing('transfer', forTransfer, fields, (parsed) => ({
          from: parsed.from,
          to: parsed.to,
          amount: parsed.amount,
        })),
    },
    {
      methods: ['GET'],
      paths: ['/balance', '/inquire'],
      handle: async (fields) => {
        const parsed = parseFields(forAccount, fields)
        if (!parsed.ok) return failed(parsed.error)
        return reading(fields, () => bank.balance(parsed.value.account))
      },
    },
    {
      methods: ['GET'],
      paths: ['/accounts'],
      handle: (fields) => reading(fields, () => ({ ok: true, value: bank.accounts() })),
    },
    {
      methods: ['GET'],
      paths: ['/history'],
      handle: async (fields) => {
        const parsed = parseFields(forHistory, fields)
        if (!parsed.ok) return failed(parsed.error)
        const { account, limit } = parsed.value
        return reading(fields, () => {
          const lines = bank.history(account, limit)
          return lines.ok ? { ok: true, value: { account, entries: lines.value } } : lines
        })
      },
    },
  ]
}

const notReady = (host: Host): Failure =>
  failure('not-ready', `${host.node} has just started and has not yet heard from its group`, { group: 'atm' })

function traceOutcome(
  host: Host,
  op: BankOp,
  text: string,
  request: string,
  result: Awaited<ReturnType<typeof change>>,
): void {
  const cause = `request:${request}`
  const event = { kind: 'atm', node: host.node, group: 'atm', op, text, request } as const
  if (result.ok) {
    const { ok, index, duplicate } = result.value
    const code = ok ? {} : { code: result.value.failure.code }
    host.trace({ ...event, outcome: ok ? 'ok' : 'refused', duplicate, index, ...code }, cause)
  } else {
    const outcome = result.failure.code === 'unknown' ? 'unknown' : 'refused'
    host.trace({ ...event, outcome, duplicate: false, code: result.failure.code }, cause)
  }
}
