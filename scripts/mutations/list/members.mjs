// Changes of the configuration, and handing over the office.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const MEMBERS = [
  {
    id: 'B27',
    change: 'answers to another incarnation of a follower count',
    file: 'server/raft/replication.ts',
    find: `  if (progress === undefined || progress.session !== msg.session) return
`,
    replace: `  if (progress === undefined) return
`,
    // Seeds have members that leave and come back with their log: to count what they said before harms nobody then.
    // One story gives the id to an empty disk.
    suites: ['C', 'S'],
  },
  {
    id: 'B58',
    change: 'a configuration may change before an entry of the own term is committed',
    file: 'server/raft/membership.ts',
    find: `  if (!ownTermCommitted(core, leader)) return 'noOwnTermCommit'
`,
    replace: ``,
    suites: ['C', 'S'],
  },
  {
    id: 'B58b',
    change: 'a configuration may change while another change is under way',
    file: 'server/raft/membership.ts',
    find: `  if (core.log.confIndex > core.commit) return 'confInFlight'
`,
    replace: ``,
    suites: ['C', 'S'],
  },
  {
    id: 'B59',
    change: 'a replica that is not a voter in its own eyes gives no vote',
    file: 'server/raft/voting.ts',
    find: `  if (msg.term < core.term) return 'old term'
`,
    replace: `  if (msg.term < core.term) return 'old term'
  if (!core.log.conf.voters.includes(core.options.self)) return 'no voter'
`,
    suites: ['C'],
  },
  {
    id: 'B60',
    change: 'a cut configuration stays in force',
    file: 'server/raft/log.ts',
    find: `    this.#confs.cut(from)
`,
    replace: ``,
    suites: ['C'],
  },
  {
    id: 'B67',
    change: 'a transfer is never given up',
    file: 'server/raft/leader.ts',
    find: `  expireTransfer(core, leader)
`,
    replace: `  if (core.now < 0) expireTransfer(core, leader)
`,
    suites: ['C'],
  },
  {
    id: 'B68',
    change: 'the target of a transfer campaigns before it holds everything',
    file: 'server/raft/transfer.ts',
    find: `  if (leader.progress.get(transfer.to)?.match !== core.log.lastIndex) return
`,
    replace: ``,
    suites: ['C', 'S'],
  },
  {
    id: 'B59b',
    change: 'a voter that an uncommitted change leaves out does not campaign any more',
    file: 'server/raft/candidate.ts',
    find: `  return log.confIndex > commit && votersOf(log.confAt(log.confIndex - 1)).includes(self)
`,
    replace: `  return log.confIndex > commit && self === 0
`,
    suites: ['C', 'S'],
  },
]
