// What a snapshot of a partition costs when most of its messages are sealed: its bytes, and the longest time that it
// keeps the process from everything else. Both must not grow with the messages that are kept. A segment is one
// message here, since only their number counts: a hundred thousand of full size are a week at 165 messages a second.

import { createPartition } from '../machines/partition.ts'
import type { Partition } from '../machines/partition.ts'
import { SEGMENT_LIMITS } from '../machines/segments.ts'
import { beginDocument } from '../host/snapshot-document.ts'
import { SNAPSHOT_LIMITS } from '../host/limits.ts'
import type { Entry } from '../raft/types.ts'
import type { BenchRow } from './quick.ts'

const SEGMENTS = [1_000, 10_000, 100_000]
const MESSAGES_AT_ONCE = 500
/** The first rounds run code that nobody ran before. */
const ROUNDS = 5

export const benchSealedSegments = (): readonly BenchRow[] =>
  SEGMENTS.map((segments) => {
    const partition = sealed(segments)
    const { bytes, longestMs } = Array.from({ length: ROUNDS }, () => snapshot(partition)).reduce(
      (best, one) => (one.longestMs < best.longestMs ? one : best),
    )
    return {
      what: `a snapshot that names ${segments} sealed segments`,
      result: `${Math.ceil(bytes / 1024)} kB, longest step ${longestMs.toFixed(1)} ms`,
      target: '10 ms',
    }
  })

/** As the host does it: each snapshot lets go of the texts of what was sealed before. */
function sealed(segments: number): Partition {
  const partition = createPartition({ ...SEGMENT_LIMITS, messages: 1 })
  const producer = { id: 1, name: 'bench' }
  for (let index = 1; partition.last() < segments; index += 1) {
    const messages = Array.from({ length: MESSAGES_AT_ONCE }, () => 'message')
    partition.apply({ op: 'append', producer, messages, at: 0 }, index)
    partition.releaseParts(partition.freshParts().map(({ meta }) => meta.name))
  }
  return partition
}

function snapshot(partition: Partition): { readonly bytes: number; readonly longestMs: number } {
  let longestMs = 0
  const timed = <T>(step: () => T): T => {
    const begun = performance.now()
    const made = step()
    longestMs = Math.max(longestMs, performance.now() - begun)
    return made
  }
  const document = timed(() => beginDocument(VIEW, partition, () => [ENTRY]))
  for (;;) {
    const files = timed(() => document.more(SNAPSHOT_LIMITS.sliceChars))
    if (files !== null) return { bytes: files.meta.bytes, longestMs }
  }
}

const ENTRY: Entry = { index: 1, term: 1, kind: 'noop' }
/** Of a core that stands where the machine does. */
const VIEW = { g: 1, applied: 1, appliedConf: { voters: [1], outgoing: [], learners: [] } }
