// What is checked on the running event stream, in words for people. Raft's five safety properties are those
// of Figure 3 of the paper; the last two are what the customers of the bank were promised.

export const INVARIANTS = [
  'election-safety',
  'leader-append-only',
  'log-matching',
  'leader-completeness',
  'state-machine-safety',
  'money',
  'exactly-once',
] as const
export type InvariantName = (typeof INVARIANTS)[number]

interface Words {
  readonly title: string
  readonly says: string
  /** What one check is, as in "120 claims to lead". */
  readonly counts: string
}

export const INVARIANT_WORDS: Readonly<Record<InvariantName, Words>> = {
  'election-safety': {
    title: 'One leader',
    says: 'A term of a group has at most one leader.',
    counts: 'claims to lead',
  },
  'leader-append-only': {
    title: 'Append only',
    says: 'A leader never throws away or overwrites an entry of its own log.',
    counts: 'appends of leaders',
  },
  'log-matching': {
    title: 'Logs match',
    says: 'Logs that hold the same term at an index are the same up to that index.',
    counts: 'entries compared',
  },
  'leader-completeness': {
    title: 'Leaders complete',
    says: 'Whatever was committed is in the log of every later leader.',
    counts: 'committed entries looked up',
  },
  'state-machine-safety': {
    title: 'Same state',
    says: 'Replicas that applied up to the same index applied the same commands and hold the same state.',
    counts: 'commands and states compared',
  },
  money: {
    title: 'Money',
    says: 'On every ATM the balances add up to what was deposited minus what was withdrawn; none is negative.',
    counts: 'sums checked',
  },
  'exactly-once': {
    title: 'Exactly once',
    says: 'A request takes effect at one place of the log, however often it is asked.',
    counts: 'requests followed',
  },
}
