// Files: what may be cut, what must be refused, and what must be durable before it is said.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const STORAGE = [
  {
    id: 'B01',
    change: 'a new term is written first and its vote in a record of its own',
    file: 'server/storage/log-store.ts',
    find: `    const lines = batch.map((record, at): LogRecord => {
`,
    replace: `    const halves = batch.flatMap((record) => {
      const { hard } = record.persist
      if (hard === null || hard.vote === 0) return [record]
      const bare = { hard: { ...hard, vote: 0 as const }, truncateFrom: null, append: [], snap: null }
      return [{ ...record, persist: { ...record.persist, ...bare } }, record]
    })
    const lines = halves.map((record, at): LogRecord => {
`,
    suites: ['D', 'S'],
  },
  {
    id: 'B04',
    change: 'entries are written in a record before the one with their term',
    file: 'server/storage/log-store.ts',
    find: `    const lines = batch.map((record, at): LogRecord => {
`,
    replace: `    const halves = batch.flatMap((record) => {
      const { hard, append } = record.persist
      if (hard === null || append.length === 0) return [record]
      const late = { truncateFrom: null, append: [], snap: null }
      const { persist } = record
      return [{ ...record, persist: { ...persist, hard: null } }, { ...record, persist: { ...persist, ...late } }]
    })
    const lines = halves.map((record, at): LogRecord => {
`,
    suites: ['D', 'S'],
  },
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
  {
    id: 'B46',
    change: 'log files are let go without asking whether a snapshot covers them',
    file: 'server/storage/log-reach.ts',
    find: `      .filter(([replica, index]) => index > (covered(replica) ?? Infinity))
`,
    replace: `      .filter(([replica, index]) => index > (covered(replica) ?? Infinity) + 1_000)
`,
    suites: ['D', 'S'],
  },
  {
    id: 'W1',
    change: 'a closing bracket is taken for the end of good data',
    file: 'server/storage/recovery.ts',
    find: `  if (end === bytes.length - 1 && bytes[end] === CLOSING_BRACKET) return { kind: 'whole', lines, end }
`,
    replace: `  if (bytes.at(-1) === CLOSING_BRACKET) return { kind: 'whole', lines, end }
`,
    suites: ['D'],
  },
  {
    id: 'W2',
    change: 'a newest file without its bracket is refused',
    file: 'server/storage/recovery.ts',
    find: `  if (witness === null) return { kind: 'torn', lines, end }
`,
    replace: `  if (bytes.at(-1) !== CLOSING_BRACKET) return damaged(end, 'it has no end')
  if (witness === null) return { kind: 'torn', lines, end }
`,
    suites: ['D'],
  },
  {
    id: 'W4',
    change: 'a record says that its own batch is durable',
    file: 'server/storage/log-store.ts',
    find: `      return { n: d + 1 + at, d, k: 'put', put: followers.follow(record) }
`,
    replace: `      return { n: d + 1 + at, d: d + at, k: 'put', put: followers.follow(record) }
`,
    suites: ['D'],
  },
  {
    id: 'W5',
    change: 'a new file is used before its name is durable',
    file: 'server/storage/plan.ts',
    find: `to: \`\${folder}/\${name}\` }
  yield { op: 'syncDir', path: folder }
`,
    replace: `to: \`\${folder}/\${name}\` }
`,
    suites: ['D'],
  },
  {
    id: 'W6',
    change: 'a batch counts as durable when its write returns',
    file: 'server/storage/log-adapter.ts',
    find: `  yield { op: 'sync', handle, dataOnly: true }
`,
    replace: ``,
    suites: ['D', 'S'],
  },
  {
    id: 'W7',
    change: 'log files are deleted newest first',
    file: 'server/storage/log-followers.ts',
    find: `  for (const file of files) {
`,
    replace: `  for (const file of files.toReversed()) {
`,
    suites: ['D'],
  },
  {
    id: 'W8',
    change: 'names that a killed process left are acted on before their folder is synced',
    file: 'server/storage/name-traces.ts',
    find: `  if (left.length > 0) yield { op: 'syncDir', path: folder }
`,
    replace: ``,
    suites: ['D'],
  },
  {
    id: 'W9',
    change:
      'the disk forgets what an index names while that is still being written, and deletes it at the next snapshot',
    file: 'server/storage/snapshot-store.ts',
    find: `  if (held.saving === 0) for (const index of named)`,
    replace: `  for (const index of named)`,
    suites: ['D'],
  },
  {
    id: 'W10',
    change: 'a start gives a core entries of another history as its margin',
    file: 'server/storage/margin.ts',
    find: `  if (entries[at]?.term !== term) return []
`,
    replace: ``,
    suites: ['D'],
  },
]
