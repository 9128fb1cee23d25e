// Votes, terms, and what must be durable before they are told.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const ELECTIONS = [
  {
    id: 'B02',
    change: 'the vote is cleared whenever the role becomes follower',
    file: 'server/raft/roles.ts',
    find: `  if (raised) raiseTerm(core, term, 0)
`,
    replace: `  if (raised) raiseTerm(core, term, 0)
  else core.vote = 0
`,
    suites: ['C', 'S'],
  },
  {
    id: 'B03',
    change: 'a vote is told before it is durable',
    file: 'server/raft/voting.ts',
    find: `{ t: 'voteResp', granted: why === null }, 'all')`,
    replace: `{ t: 'voteResp', granted: why === null }, 'nothing')`,
    suites: ['C', 'S'],
  },
  {
    id: 'B05',
    change: 'votes are asked for before the own vote is durable',
    file: 'server/raft/candidate.ts',
    find: `send(core, to, request(core, 'vote', force), 'all')`,
    replace: `send(core, to, request(core, 'vote', force), 'nothing')`,
    suites: ['C', 'S'],
  },
  {
    id: 'B06',
    change: 'term and index of a candidate are compared separately',
    file: 'server/raft/log.ts',
    find: `candidate.term > own.term || (candidate.term === own.term && candidate.index >= own.index)`,
    replace: `candidate.term >= own.term && candidate.index >= own.index`,
    suites: ['C'],
  },
  {
    id: 'B08',
    change: 'a vote answer that arrives twice counts for another voter as well',
    file: 'server/raft/candidate.ts',
    find: `  votes.set(msg.from, msg.granted || votes.get(msg.from) === true)
`,
    replace: `  const voter = votes.has(msg.from) ? msg.from + 1 : msg.from
  votes.set(voter, msg.granted || votes.get(voter) === true)
`,
    suites: ['C'],
  },
  {
    id: 'B11',
    change: 'the term of a refused pre-vote is ignored',
    file: 'server/raft/terms.ts',
    find: `  if (isPreVote(msg) || (msg.t === 'preVoteResp' && msg.granted)) return true
`,
    replace: `  if (isPreVote(msg) || msg.t === 'preVoteResp') return true
`,
    suites: ['C', 'S'],
  },
  {
    id: 'B12',
    change: 'a pre-vote restarts the timer of whoever answers it',
    file: 'server/raft/voting.ts',
    find: `  tellVote(core, msg, true, why)
`,
    replace: `  tellVote(core, msg, true, why)
  startTimer(core)
`,
    suites: ['C'],
  },
  {
    id: 'B13',
    change: 'only accepted appends restart the timer',
    file: 'server/raft/append.ts',
    find: `export function receiveAppend(core: Core, msg: MessageOf<'app'>): void {
  hearLeader(core, msg.from)
`,
    replace: `export function receiveAppend(core: Core, msg: MessageOf<'app'>): void {
  const timer = [core.timerStartedAt, core.timeoutTicks] as const
  hearLeader(core, msg.from)
  if (core.log.termAt(msg.prevIndex) !== msg.prevTerm) [core.timerStartedAt, core.timeoutTicks] = timer
`,
    suites: ['C'],
  },
  {
    id: 'B15',
    change: 'a vote request of a higher term unseats a leader that all others hear',
    file: 'server/raft/terms.ts',
    find: `  if (isVote(msg) && !msg.force && holdsLease(core)) {`,
    replace: `  if (isVote(msg) && msg.term === 0) {`,
    // Whoever could ask such voters has a majority of pre-votes, so its leader hears a minority and steps down
    // anyway: in the simulator nothing can be seen of it.
    suites: ['C'],
  },
  {
    id: 'B15b',
    change: 'a pre-vote is granted although a leader is heard',
    file: 'server/raft/voting.ts',
    find: `  if (!msg.force && holdsLease(core)) return 'has a leader'
`,
    replace: ``,
    suites: ['C', 'S'],
  },
]
