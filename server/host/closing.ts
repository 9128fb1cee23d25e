// How a replica leaves this node for ever: it stops acting first, everybody who waits is answered, its
// tombstone becomes durable, and then its files go. Its messages are answered as `gone` from now on (B61).

import type { GroupId } from '../../shared/ids.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import { err, ok } from '../../shared/result.ts'
import type { NodeStorage } from '../storage/port.ts'
import type { Engine } from './engine.ts'
import type { Host } from './port.ts'
import type { Replica } from './replica.ts'

/** Whoever keeps something by group lets go of it. */
export type Forget = (replica: Replica) => void

export interface ClosingOptions {
  readonly storage: Pick<NodeStorage, 'removeReplica'>
  readonly replicas: Map<GroupId, Replica>
  readonly engine: Pick<Engine, 'removeGroup'>
  readonly forget: readonly Forget[]
  readonly onFatal: (code: number, message: string) => void
}

export function createClosing(options: ClosingOptions): Host['close'] {
  const { storage, replicas, engine, forget, onFatal } = options
  return async (group) => {
    const replica = replicas.get(group)
    if (replica === undefined) return err({ message: `this node has no replica of group ${group}` })
    engine.removeGroup(group)
    for (const letGo of forget) letGo(replica)
    replicas.delete(group)
    return new Promise((resolve) => {
      storage.removeReplica(group, replica.record.replica, (removed) => {
        if (removed.ok) return resolve(ok(null))
        onFatal(EXIT_DISK_ERROR, removed.error.message)
        resolve(err({ message: removed.error.message }))
      })
    })
  }
}
