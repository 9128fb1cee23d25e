// Reads that must not be stale.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const READS = [
  {
    id: 'B64',
    change: 'any answer to a beat confirms the newest read',
    file: 'server/raft/leader.ts',
    find: `  progress.echoed = Math.max(progress.echoed, msg.readSeq)
`,
    replace: `  progress.echoed = leader.reads.lastToken
`,
    suites: ['C', 'S'],
  },
  {
    id: 'B65',
    change: 'reads are served before an entry of the own term is committed',
    file: 'server/raft/reads.ts',
    find: `=> core.commit >= leader.termStart`,
    replace: `=> core.commit >= 0 && leader.termStart > 0`,
    suites: ['C', 'S'],
  },
  {
    id: 'B66',
    change: 'half of the voters is enough to confirm a read',
    file: 'server/raft/reads.ts',
    find: `  const echoed = reachedByQuorum(core.log.conf, (id) =>
    id === self ? reads.lastToken : (progress.get(id)?.echoed ?? 0),
  )
`,
    replace: `  const echoes = core.log.conf.voters.map((id) => (id === self ? reads.lastToken : (progress.get(id)?.echoed ?? 0)))
  const echoed = echoes.sort((a, b) => b - a)[Math.ceil(echoes.length / 2) - 1] ?? 0
`,
    suites: ['C'],
  },
  {
    id: 'B72',
    change: 'a read is answered when its index is committed, not when it is applied',
    file: 'server/raft/reads.ts',
    find: `index <= core.applied
  if (!confirmed`,
    replace: `index <= core.commit
  if (!confirmed`,
    suites: ['C', 'S'],
  },
]
