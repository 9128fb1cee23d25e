// Replication, commits, writes in flight and snapshots.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const LOGS = [
  {
    id: 'B18',
    change: 'an entry of an older term is committed by counting',
    file: 'server/raft/replication.ts',
    find: `return core.log.termAt(index) === core.term && advanceCommit(core, index)`,
    replace: `return advanceCommit(core, index)`,
    suites: ['C', 'S'],
  },
  {
    id: 'B19',
    change: 'a follower commits as far as the leader, whatever the message proved',
    file: 'server/raft/append.ts',
    find: `  advanceCommit(core, Math.min(msg.commit, match))
`,
    replace: `  advanceCommit(core, Math.min(msg.commit, core.log.lastIndex))
`,
    // Our own leaders never send what would make it unsafe; in the simulator one repeats what it may say.
    suites: ['C', 'S'],
  },
  {
    id: 'B20',
    change: 'every append cuts the log behind it',
    file: 'server/raft/append.ts',
    find: `  const missing = log.firstMissing(entries)
  if (missing === null) return
`,
    replace: `  const missing = entries[0] ?? null
  if (missing === null) return
`,
    suites: ['C', 'S'],
  },
  {
    id: 'B21',
    change: 'after a conflict the old tail stays behind the new entry',
    file: 'server/raft/log.ts',
    find: `    this.#entries.length = from - 1 - this.#base.index
    this.#confs.cut(from)
`,
    replace: `    this.#entries.splice(from - 1 - this.#base.index, 1)
    this.#confs.cut(from)
`,
    suites: ['C'],
  },
  {
    id: 'B22',
    change: 'an entry above the limit of an append is never sent',
    file: 'server/raft/replication.ts',
    find: `  if (progress.next > core.log.lastIndex || progress.state === 'snapshot') return false
`,
    replace: `  if (progress.next > core.log.lastIndex || progress.state === 'snapshot') return false
  const wanted = progress.next > core.log.baseIndex ? core.log.sliceBytes(progress.next, 0) : []
  if (wanted.some((entry) => sizeOf(entry) > core.options.maxAppendBytes)) return false
`,
    suites: ['C'],
  },
  {
    id: 'B23',
    change: 'the commit index takes any value that it is told',
    file: 'server/raft/commit.ts',
    find: `  if (to <= from) return false
  core.commit = to
`,
    replace: `  if (to === from) return false
  core.commit = to
`,
    suites: ['C', 'S'],
  },
  {
    id: 'B25',
    change: 'any refusal moves a probe back, also an old one',
    file: 'server/raft/progress.ts',
    find: `  if (rejectPrev !== progress.next - 1) return false
`,
    replace: ``,
    suites: ['C'],
  },
  {
    id: 'B28',
    change: 'the quorum is counted one short',
    file: 'server/raft/quorum.ts',
    find: `  return descending[majorityOf(voters.length) - 1] ?? 0
`,
    replace: `  return descending[Math.max(0, majorityOf(voters.length) - 2)] ?? 0
`,
    suites: ['C'],
  },
  {
    id: 'B34',
    change: 'a follower that needs what is compacted gets nothing',
    file: 'server/raft/replication.ts',
    find: `  send(core, to, { t: 'snap', meta: snap, session: progress.session }, 'nothing')
`,
    replace: '',
    suites: ['C', 'S'],
  },
  {
    id: 'B35',
    change: 'a beat that comes back does not wake a probe',
    file: 'server/raft/leader.ts',
    find: `  wake(core, msg.from, progress)
`,
    replace: ``,
    suites: ['C', 'S'],
  },
  {
    id: 'B36',
    change: 'a cut does not lower what counts as durable',
    file: 'server/raft/writes.ts',
    find: `    this.#truncateFrom = from
    this.#lower(from - 1)
`,
    replace: `    this.#truncateFrom = from
`,
    suites: ['C'],
  },
  {
    id: 'B37',
    change: 'a late write confirms what took its place',
    file: 'server/raft/writes.ts',
    find: `    for (const write of this.#pending) write.last = Math.min(write.last, to)
`,
    replace: ``,
    suites: ['C'],
  },
  {
    id: 'B38',
    change: 'an append is acknowledged before it is durable',
    file: 'server/raft/append.ts',
    find: `session: msg.session, ok: true, match }, 'all')`,
    replace: `session: msg.session, ok: true, match }, 'nothing')`,
    suites: ['C', 'S'],
  },
  {
    id: 'B39',
    change: 'entries are applied before they are durable here',
    file: 'server/raft/commit.ts',
    find: `  const to = Math.min(core.commit, core.writes.durableIndex)
`,
    replace: `  const to = core.commit
`,
    suites: ['C', 'S'],
  },
  {
    id: 'B50',
    change: 'the log behind an installed snapshot is always kept',
    file: 'server/raft/log.ts',
    find: `    const keeps = this.termAt(snap.index) === snap.term
    this.#writes.install`,
    replace: `    const keeps = this.lastIndex > snap.index || this.termAt(snap.index) === snap.term
    this.#writes.install`,
    suites: ['C', 'S'],
  },
  {
    id: 'B52',
    change: 'an old snapshot of the leader is installed again',
    file: 'server/raft/snapshots.ts',
    find: `  if (meta.index <= core.commit) {
    acknowledgeCommit(core, from, session)
    return
  }
`,
    replace: ``,
    suites: ['C', 'S'],
  },
  {
    id: 'B57',
    change: 'a chunk of a snapshot is no sign of the leader',
    file: 'server/raft/snapshots.ts',
    find: `export function receiveChunk(core: Core, { from, term }: Chunk): void {
  hearSender(core, from, term)
}`,
    replace: `export function receiveChunk(core: Core, { from, term }: Chunk): void {
  if (from < 0) hearSender(core, from, term)
}`,
    suites: ['C'],
  },
]
