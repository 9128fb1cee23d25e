// The key-value tests of the lab: clients that append to one list and read it while things go wrong, and the
// whole history of what they were told put before the linearizability checker.

import { describe, expect, it } from 'vitest'
import { writtenBy } from './kv-clients.fixture.ts'
import type { Trouble } from './kv-clients.fixture.ts'
import { checkLinearizable } from '../../checker/linearizable.ts'
import { listAppendModel } from '../../checker/models/list-append.ts'
import { islands } from '../faults/cuts.ts'
import { Lab, LAB_OPTIONS } from '../lab.ts'
import type { SimOptions } from '../options.ts'
import { SECOND } from '../timeline.ts'
import { UNRELIABLE } from './unreliable.fixture.ts'

const SMALL_LOGS = { ...LAB_OPTIONS.node, snapshotEvery: 10, marginEntries: 2 }

const cuts: Trouble = (lab, random) => {
  lab.mend()
  lab.cut(islands(lab.all, new Set(lab.all.filter(() => random.chance(1 / 2)))))
}
const crashes: Trouble = (lab, random) => {
  lab.restart(...lab.all)
  lab.crash(...lab.all.filter(() => random.chance(1 / 3)))
}
const both: Trouble = (lab, random) => {
  cuts(lab, random)
  crashes(lab, random)
}

interface Story {
  readonly name: string
  readonly clients: number
  readonly options?: Partial<SimOptions>
  readonly trouble?: Trouble
}

const STORIES: readonly Story[] = [
  { name: 'Basic', clients: 1 },
  { name: 'Concurrent, OneKey', clients: 5 },
  { name: 'Unreliable', clients: 1, options: { network: UNRELIABLE } },
  { name: 'UnreliableOneKey', clients: 5, options: { network: UNRELIABLE } },
  { name: 'ManyPartitionsOneClient', clients: 1, trouble: cuts },
  { name: 'ManyPartitionsManyClients', clients: 5, trouble: cuts },
  { name: 'PersistOneClient', clients: 1, trouble: crashes },
  { name: 'PersistConcurrent', clients: 5, trouble: crashes },
  { name: 'PersistConcurrentUnreliable', clients: 5, options: { network: UNRELIABLE }, trouble: crashes },
  { name: 'PersistPartition', clients: 5, trouble: both },
  {
    name: 'PersistPartitionUnreliable',
    clients: 5,
    options: { network: UNRELIABLE },
    trouble: both,
  },
  {
    name: 'SnapshotUnreliable',
    clients: 5,
    options: { node: SMALL_LOGS, network: UNRELIABLE },
  },
  { name: 'SnapshotRecover', clients: 1, options: { node: SMALL_LOGS }, trouble: crashes },
  { name: 'SnapshotRecoverManyClients', clients: 5, options: { node: SMALL_LOGS }, trouble: crashes },
  {
    name: 'SnapshotUnreliableRecover',
    clients: 5,
    options: { node: SMALL_LOGS, network: UNRELIABLE },
    trouble: crashes,
  },
  {
    name: 'SnapshotUnreliableRecoverConcurrentPartition',
    clients: 5,
    options: { node: SMALL_LOGS, network: UNRELIABLE },
    trouble: both,
  },
]

describe('the key-value service, as in the lab', () => {
  it.each(STORIES)('$name: the history is linearizable (B69, B72)', (story) => {
    const lab = new Lab(5, 13, story.options ?? {})
    const { history, done } = writtenBy(lab, story.clients, 6 * SECOND, story.trouble ?? null)
    const result = checkLinearizable(listAppendModel, history)
    expect(result.verdict).toBe('ok')
    expect(done).toBeGreaterThan(5)
    expect(lab.world.marks.counts.has('snapshot taken')).toBe(story.options?.node === SMALL_LOGS)
    lab.agree('the end')
    expect(new Set(lab.all.map((node) => lab.machine(node))).size).toBe(1)
  })

  it('a stale read would be found: the same history with one old answer is illegal', () => {
    const lab = new Lab(3, 2)
    const { history } = writtenBy(lab, 3, 3 * SECOND, null)
    const at = history.findLastIndex(({ type, f }) => type === 'ok' && f === 'read')
    const spoilt = history.map((event, place) => (place === at ? { ...event, value: { ok: [] } } : event))
    expect(checkLinearizable(listAppendModel, spoilt).verdict).toBe('illegal')
  })

  it('OnePartition: progress in the majority, none in the minority, whose request completes after the heal', () => {
    const lab = new Lab(5, 3)
    lab.agree('before')
    const leader = lab.elect()
    const [friend = 0] = lab.others(leader)
    lab.cut(islands(lab.all, new Set([leader, friend])))
    const rest = lab.others(leader, friend)
    const stuck = lab.propose(leader, 'stuck')
    const read = lab.read(leader)
    lab.agree('majority', rest)
    lab.run(2 * lab.timeout)
    expect(stuck.outcome?.kind).not.toBe('applied')
    expect(read.outcome?.kind).not.toBe('ready')
    lab.mend()
    lab.until('the open request is answered', () => stuck.outcome !== null)
    lab.agree('after')
    expect(lab.messages(leader)).toEqual(lab.messages(rest[0] ?? 0))
  })

  it('Speed: at least three operations per heartbeat interval', () => {
    const lab = new Lab(3, 4)
    const leader = lab.elect()
    const { heartbeatTicks, tick } = LAB_OPTIONS.node
    const began = lab.world.timeline.now
    for (let at = 0; at < 60; at += 1) {
      const answer = lab.propose(leader, `s${at}`)
      lab.until('it is done', () => answer.outcome !== null)
    }
    expect(lab.world.timeline.now - began).toBeLessThan((60 / 3) * heartbeatTicks * tick)
  })

  it('SnapshotRPC: a minority that was away gets the state by a snapshot, and goes on with it alone', () => {
    const lab = new Lab(3, 6, { node: SMALL_LOGS })
    lab.agree('a')
    const [away = 0, near = 0] = lab.others(lab.elect())
    const leader = lab.elect()
    lab.isolate(away)
    for (let at = 0; at < 50; at += 1) lab.agree(`c${at}`, lab.others(away))
    expect(lab.view(leader).firstIndex).toBeGreaterThan(lab.view(away).lastIndex + 1)
    lab.mend()
    lab.agree('d')
    expect(lab.view(away).snapIndex).toBeGreaterThan(0)
    lab.isolate(near)
    lab.agree('e', [leader, away])
    expect(lab.messages(away)).toEqual(lab.messages(leader))
    expect(lab.messages(away)).toHaveLength(53)
  })

  it('SnapshotSize: logs and snapshots stay small', () => {
    const lab = new Lab(3, 5, { node: SMALL_LOGS })
    for (let at = 0; at < 40; at += 1) lab.agree(`c${at}`)
    for (const node of lab.all) {
      const { lastIndex, firstIndex } = lab.view(node)
      expect(lastIndex - firstIndex).toBeLessThan(40)
      expect(lab.machine(node).length).toBeLessThan(40 * 30 + 1_000)
    }
  })
})
