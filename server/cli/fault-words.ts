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
  'transfer <group> <node>',
  'hold <from> <to> [--one-way] | hold <frame>',
  'release <from> <to> [--one-way] | release <frame>',
  'drop <frame>',
  'duplicate <frame>',
  'powercut <node>',
  'busy <node> <ms>',
  'disk <node> none|slow|full|error [--delay ms]',
  'corrupt <node> <file> [<offset>]',
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
    case 'transfer':
      return third === undefined ? { kind, group: first, to: second } : null
    case 'hold':
    case 'release':
      if (third !== undefined) return null
      return second === undefined ? { kind, frame: first } : ends
    case 'drop':
    case 'duplicate':
      return second === undefined ? { kind, frame: first } : null
    default:
      return nodeDraft(kind, rest, dials)
  }
}

function nodeDraft(
  kind: string,
  [node, second, third, ...more]: readonly string[],
  dials: FaultDials,
): unknown {
  if (more.length > 0) return null
  switch (kind) {
    case 'busy':
      return third === undefined ? { kind, node, ms: numberOf(second) } : null
    case 'disk': {
      const delay = dials.delay === undefined ? {} : { delayMs: numberOf(dials.delay) }
      return third === undefined ? { kind, node, mode: second, ...delay } : null
    }
    case 'corrupt':
      return { kind, node, file: second, ...(third === undefined ? {} : { offset: numberOf(third) }) }
    default:
      return second === undefined ? { kind, node } : null
  }
}

/** What is no number stays a text, and is refused with the form. */
const numberOf = (text: string | undefined): number | string | undefined =>
  text === undefined || text.trim() === '' ? text : Number(text)

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
      .map(([name, text]) => [name, numberOf(text)]),
  )
}
