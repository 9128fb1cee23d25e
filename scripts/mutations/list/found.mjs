// Bugs that were found in this project and are fixed: each line was once in the code.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const FOUND = [
  {
    id: 'F1',
    change: 'where the members live is lost on the wire',
    file: 'server/transport/config-schema.ts',
    find: `  nodes: z.exactOptional(z.array(z.object({ replica: whole, node: z.string() })).readonly()),
`,
    replace: ``,
    suites: ['H'],
  },
  {
    id: 'F2',
    change: 'a second snapshot of the leader makes the host forget the first, whose record is on its way',
    file: 'server/host/snapshots.ts',
    find: `      group.received.push(kept)
`,
    replace: `      group.received = [kept]
`,
    suites: ['H', 'S'],
  },
  {
    id: 'F3',
    change: 'after a cut back to its snapshot a replica has term 0 there, and the next head says so',
    file: 'server/storage/replica-tail.ts',
    find: `?.term ?? (snap?.index === index ? snap.term : null)
`,
    replace: `?.term ?? null
`,
    suites: ['D'],
  },
  {
    id: 'F4',
    change: 'a late order for a replica with a tombstone ends the process, as a failed disk does',
    file: 'server/host/opening.ts',
    find: `        if (added.error.code === 'disk') onFatal(EXIT_DISK_ERROR, added.error.message)
`,
    replace: `        onFatal(EXIT_DISK_ERROR, added.error.message)
`,
    suites: ['H'],
  },
  {
    id: 'F5',
    change: 'a late order brings a replica with a tombstone back',
    file: 'server/storage/run-storage.ts',
    find: `  if (tombstones.some((each) => each.replica === replica)) {
`,
    replace: `  if (tombstones.some((each) => each.group < 0)) {
`,
    suites: ['D'],
  },
  {
    id: 'F6',
    change: 'a take is called refused although an attempt was lost before the queue was found empty',
    file: 'shared/sdk/ask.ts',
    find: `      if (answer.body['code'] === NOT_REMEMBERED && maybeDone) return UNKNOWN
`,
    replace: ``,
    suites: ['K'],
  },
]
