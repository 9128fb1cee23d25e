// For tests of snapshots between hosts: cores that need them soon, and a look at what travels.

import type { NodeId } from '../../shared/ids.ts'
import { createRaft } from '../raft/core.ts'
import { decodeSnapshot } from '../transport/snapshot-codec.ts'
import type { HostOptions } from './host-options.ts'
import type { TestClusterOptions } from './test-cluster.ts'

/** Nothing is kept behind a snapshot, so that who is late needs one. */
export const withoutMargin: NonNullable<HostOptions['createCore']> = (options, boot) =>
  createRaft({ ...options, marginEntries: 1, marginBytes: 1 }, boot)

export interface SeenChunk {
  readonly from: NodeId
  readonly to: NodeId
  readonly name: string
  readonly at: number
}

/** The chunks that arrived anywhere. */
export function watchChunks(): {
  readonly chunks: SeenChunk[]
  readonly watch: NonNullable<TestClusterOptions['watch']>
} {
  const chunks: SeenChunk[] = []
  return {
    chunks,
    watch: (to, events) => ({
      ...events,
      onFrame(from, frame) {
        const message = frame.kind === 'chunk' ? decodeSnapshot('chunk', frame) : null
        if (message?.ok === true && message.value.t === 'chunk')
          chunks.push({ from, to, name: message.value.name, at: message.value.at })
        events.onFrame(from, frame)
      },
    }),
  }
}
