// What the host owes the core.

/** @type {readonly import('../mutate.mjs').Mutation[]} */
export const HOSTS = [
  {
    id: 'B29',
    change: 'a node goes on after its disk has failed',
    file: 'server/host/runner.ts',
    find: `      if (!result.ok) {
        stopped = true
        onFatal(EXIT_DISK_ERROR, result.error.message)
        return
      }
`,
    replace: `      if (!result.ok) {
        guarded(() => engine.persisted(batch))
        wake()
        return
      }
`,
    // The simulator ends its processes by a runner of its own.
    suites: ['H'],
  },
  {
    id: 'B30',
    change: 'a tick steps the core at once, beside the cycle',
    file: 'server/host/engine.ts',
    find: `      slot.ticks = Math.min(slot.ticks + count, limits.ticksPerCycle)
`,
    replace: `      for (let at = 0; at < count; at += 1) slot.core.step({ t: 'tick' })
`,
    suites: ['H', 'S'],
  },
  {
    id: 'B40',
    change: 'a message that waits for a record leaves before it is durable',
    file: 'server/host/engine.ts',
    find: `      if (out.after <= slot.durable) result.send.push(out.msg)
`,
    replace: `      if (out.after <= slot.emitted) result.send.push(out.msg)
`,
    suites: ['H', 'S'],
  },
  {
    id: 'B61',
    change: 'a message for a replica that is gone reaches the one that came after it',
    file: 'server/host/engine.ts',
    find: `      if (slot === undefined || slot.replica !== msg.to) return 'noSuchReplica'
`,
    replace: `      if (slot === undefined) return 'noSuchReplica'
`,
    suites: ['H'],
  },
  {
    id: 'B76',
    change: 'missed ticks are paid back',
    file: 'server/host/engine.ts',
    find: `      slot.ticks = Math.min(slot.ticks + count, limits.ticksPerCycle)
`,
    replace: `      slot.ticks += count
`,
    suites: ['H'],
  },
  {
    id: 'H1',
    change: 'an index that was received is durable before what it names',
    file: 'server/host/snapshot-assembly.ts',
    find: `    let left = named.length
`,
    replace: `    let left = named.length
    if (left > 0) keep(index, content, () => undefined)
`,
    suites: ['H'],
  },
  {
    id: 'H2',
    change: 'the core hears of a snapshot whose state is not read yet',
    file: 'server/host/snapshot-receiver.ts',
    find: `    if (state === null || !isDurable) return
`,
    replace: `    if (!isDurable) return
`,
    suites: ['H'],
  },
]
