// Two snapshots of leaders in a row, the second one stored while the record of the first is on its way to the
// disk: a slow disk and a quick leader are enough. Found by the simulator.

import { describe, expect, it } from 'vitest'
import type { Json } from '../../shared/ids.ts'
import type { SnapMeta } from '../raft/types.ts'
import { assert } from '../../shared/assert.ts'
import { crc32Of } from '../../shared/crc32.ts'
import { fakeCore } from './fake-core.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { DOCUMENT } from './snapshot-pieces.ts'
import { createSnapshotReceiver } from './snapshot-receiver.ts'
import { createSnapshots } from './snapshots.ts'
import { restoringTo } from './stream-pair.fixture.ts'

const GROUP = 2
const textOf = (state: number): string => JSON.stringify({ parts: [], state })
const metaOf = (index: number): SnapMeta => {
  const text = textOf(index)
  return {
    index,
    term: 1,
    conf: { voters: [1, 2], outgoing: [], learners: [] },
    bytes: text.length,
    crc: crc32Of(text),
  }
}

describe('a second snapshot before the record of the first', () => {
  it('each becomes the current one when its own record is durable', () => {
    const snapshots = createSnapshots({
      limits: SNAPSHOT_LIMITS,
      look: () => null,
      entries: () => [],
      pinning: () => [],
      save: () => assert(false, 'nothing is taken here'),
      keepOnly: () => {},
      compact: () => assert(false, 'nothing is taken here'),
      inUse: () => false,
      onTaken: () => {},
    })
    snapshots.addGroup(GROUP, null)
    snapshots.received(GROUP, { meta: metaOf(20), parts: [] })
    snapshots.received(GROUP, { meta: metaOf(25), parts: [] })
    snapshots.recorded(GROUP, metaOf(20))
    expect(snapshots.current(GROUP)?.meta.index).toBe(20)
    snapshots.recorded(GROUP, metaOf(25))
    expect(snapshots.current(GROUP)?.meta.index).toBe(25)
  })

  it('both states are there for the core, which may ask for the first', () => {
    const restored: Json[] = []
    const receiver = createSnapshotReceiver({
      after: () => () => {},
      view: () => fakeCore(GROUP, 2).view(),
      hasPart: () => false,
      isClearing: () => false,
      savePart: () => assert(false, 'there are no parts'),
      save: (_group, _files, done) => done(),
      input: () => {},
      send: () => {},
      restoring: restoringTo(restored),
      onStored: () => {},
      onProgress: () => {},
    })
    for (const [id, index] of [
      [1, 20],
      [2, 25],
    ] as const) {
      const ends = { g: GROUP, from: 1, to: 2, id, term: 1 }
      const meta = metaOf(index)
      receiver.receive('broker-1', { t: 'offer', ...ends, session: id, meta, parts: [] }, null)
      const bytes = Buffer.from(textOf(index))
      receiver.receive('broker-1', { t: 'chunk', ...ends, name: DOCUMENT, at: 0, bytes }, null)
      while (receiver.isReading()) receiver.turn()
    }
    receiver.takeState(GROUP, metaOf(20)).put()
    receiver.takeState(GROUP, metaOf(25)).put()
    expect(restored).toEqual([20, 25])
  })
})
