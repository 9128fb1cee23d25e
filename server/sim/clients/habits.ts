// What the kinds of clients want next: customers of the bank, producers and consumers of a partition. A habit
// makes commands; sending, repeating and giving up is the client's.

import type { LogIndex } from '../../../shared/ids.ts'
import { assert } from '../../../shared/assert.ts'
import type { Random } from '../../../shared/random.ts'
import type { Reply } from '../../machines/machine.ts'
import { sequenceKey } from './oracle.ts'

export interface Change {
  readonly key: string
  /** Without the time, which the node that proposes it adds. */
  readonly command: { readonly [field: string]: unknown }
  readonly isLate: boolean
}

export interface Habit {
  /** `seen`: the highest index of the group that this client was told of. */
  next(seen: LogIndex): Change
  /** Before the next one; not told of changes that were given up. */
  done(reply: Reply): void
}

const ACCOUNTS = ['alice', 'bob', 'carol'] as const
const MAX_PAID = 100

export function bankCustomer(name: string, random: Random): Habit {
  let count = 0
  return {
    next(seen) {
      count += 1
      const key = `${name}-${count}`
      const command = {
        ...payment(random),
        request: { id: key, ...(random.chance(1 / 2) ? { after: seen } : {}) },
      }
      return { key, command, isLate: false }
    },
    done() {},
  }
}

function payment(random: Random): { readonly [field: string]: unknown } {
  const account = random.pick(ACCOUNTS)
  const amount = random.int(1, MAX_PAID)
  switch (random.pick(['create', 'deposit', 'deposit', 'withdraw', 'transfer'])) {
    case 'create':
      return { op: 'createAccount', account }
    case 'deposit':
      return { op: 'deposit', account, amount }
    case 'withdraw':
      return { op: 'withdraw', account, amount }
    default:
      return { op: 'transfer', from: account, to: random.pick(ACCOUNTS), amount }
  }
}

/** Numbers its messages and sends the next number only when the one before is known to be stored. */
export function producer(name: string, id: number, random: Random, bytes: number): Habit {
  let sequence = 1
  return {
    next() {
      const messages = [`${name}:${sequence}`.padEnd(random.int(1, bytes), '.')]
      const command = { op: 'append', producer: { id, name }, sequence, messages }
      return { key: sequenceKey(name, sequence), command, isLate: false }
    },
    done(reply) {
      assert(reply.ok, () => `${name} is refused ${JSON.stringify(reply)}`)
      sequence += 1
    },
  }
}

/** How many requests a consumer makes between two that repeat an old one. */
const LATE_EVERY = 12

export function consumer(name: string, id: number, random: Random): Habit {
  const first: Change[] = []
  let count = 0
  return {
    next(seen) {
      count += 1
      const [oldest] = first
      if (oldest !== undefined && count % LATE_EVERY === 0) return { ...oldest, isLate: true }
      const key = `${name}-${count}`
      const command = {
        op: 'consume',
        consumer: id,
        max: random.int(1, 2),
        request: { id: key, after: seen },
      }
      const change = { key, command, isLate: false }
      first.push(change)
      return change
    },
    done(reply) {
      // Only a request that took something is remembered, and may be forgotten.
      if (!reply.ok && first.length > 0 && count % LATE_EVERY !== 0) first.pop()
    },
  }
}
