// Words of a command line to a fault. What the words mean is checked by the control server, which knows
// the nodes; here only their form.

import type { Fault } from '../../shared/fault.ts'
import type { Result } from '../../shared/result.ts'
import { faultSchema } from '../../shared/fault.ts'
import { err, ok } from '../../shared/result.ts'

export interface FaultDials {
  readonly oneWay?: boolean
  readonly delay?: string
  readonly jitter?: string
  readonly loss?: string
  readonly duplicate?: string
  readonly reorder?: string
}

export const FAULT_FORMS: readonly string[] = [
  'kill <node>',
  'stop <node>',
  'start <node>',
  'freeze <node>',
  'thaw <node>',
  'cut <from> <to> [--one-way]',
  'mend <from> <to> [--one-way]',
  'partition <node,node,...> [<node,node,...>]...',
  'link <from> <to> [--delay ms] [--jitter ms] [--loss 0..1] [--duplicate 0..1] [--reorder 0..1] [--one-way]',
  'timeout <group> <node>...',
  'heal',
]

export function faultOfWords(words: readonly string[], dials: FaultDials): Result<Fault, string> {
  const [kind = '', ...rest] = words
  const draft = draftOf(kind, rest, dials)
  const form = FAULT_FORMS.find((one) => one.split(' ')[0] === kind)
  if (form === undefined)
    return err(`there is no fault ${kind}: use ${FAULT_FORMS.map((one) => one.split(' ')[0]).join(', ')}`)
  const parsed = faultSchema.safeParse(draft)
  return parsed.success ? ok(parsed.data) : err(`the form is: raftroom fault ${form}`)
}

function draftOf(kind: string, rest: readonly string[], dials: FaultDials): unknown {
  const [first, second, third] = rest
  const ends = { kind, from: first, to: second, ...(dials.oneWay === true ? { oneWay: true } : {}) }
  switch (kind) {
    case 'heal':
      return first === undefined ? { kind } : null
    case 'cut':
    case 'mend':
      return third === undefined ? ends : null
    case 'link':
      return third === undefined ? { ...ends, ...numbers(dials) } : null
    case 'partition':
      return { kind, islands: rest.map((island) => island.split(',').filter((node) => node !== '')) }
    case 'timeout':
      return { kind, group: first, nodes: rest.slice(1) }
    default:
      return second === undefined ? { kind, node: first } : null
  }
}

/** What is no number stays a text, and is refused with the form. */
function numbers({ delay, jitter, loss, duplicate, reorder }: FaultDials): Record<string, unknown> {
  const given = {
    delayMs: delay,
    jitterMs: jitter,
    lossRate: loss,
    duplicateRate: duplicate,
    reorderRate: reorder,
  }
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, text]) => text !== undefined)
      .map(([name, text]) => [name, text === undefined || text.trim() === '' ? text : Number(text)]),
  )
}
