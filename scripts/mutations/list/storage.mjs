// Files: what may be cut, what must be refused, and what must be durable before it is said.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const STORAGE = [
  {
    id: 'B41',
    change: 'what was read is not written again before it is acted on',
    file: 'server/storage/open-log.ts',
    find: `  const from = log.lines.find((line) => line.record.n > log.fencedN)?.offset ?? log.end
`,
    replace: `  const from = log.end
`,
    suites: ['D'],
  },
  {
    id: 'B43',
    change: 'any bad line counts as the end of the log',
    file: 'server/storage/recovery.ts',
    find: `  const witness = findFence(file, bytes, end, firstBad)
`,
    replace: `  const witness = findFence(file, bytes, end, Infinity)
`,
    suites: ['D', 'S'],
  },
  {
    id: 'B47',
    change: 'the heads of files are not held against the files before them',
    file: 'server/storage/replay.ts',
    find: `JSON.stringify([head.term, head.vote, head.last, head.snap?.index ?? 0])`,
    replace: `JSON.stringify([head.term, head.vote])`,
    suites: ['D'],
  },
  {
    id: 'W3',
    change: 'the file is not shortened after a cut',
    file: 'server/storage/open-log.ts',
    find: `  yield { op: 'truncate', handle, size: log.end + 1 }
`,
    replace: ``,
    suites: ['D'],
  },
]
