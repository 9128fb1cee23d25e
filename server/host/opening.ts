// How a group comes to life on this node. A recovered replica continues from its files; a new one is made
// durable before its core exists, so that it never votes under an identity it could forget (B17).

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { NodeStorage, ReplicaRecord } from '../storage/port.ts'
import type { Boot, Options, RaftCore } from '../raft/types.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import { seedOf } from '../../shared/random.ts'
import { err, ok } from '../../shared/result.ts'
import { raftOptions } from '../raft/limits.ts'
import type { Engine } from './engine.ts'
import type { GroupSpec } from './port.ts'
import { newReplica } from './replica.ts'
import type { Replica } from './replica.ts'
import type { Kept } from './snapshots.ts'
import type { Tracing } from './tracing.ts'

export interface OpeningOptions {
  readonly node: NodeId
  readonly storage: NodeStorage
  readonly seed: number
  readonly replicas: Map<GroupId, Replica>
  readonly engine: Engine
  readonly tracing: Tracing
  readonly createCore: (options: Options, boot: Boot) => RaftCore
  /** With the snapshot that its files hold. */
  readonly onOpened: (group: GroupId, kept: Kept | null) => void
  readonly onFatal: (code: number, message: string) => void
}

type Opened = Result<null, { readonly message: string }>

export function createOpening(options: OpeningOptions): (spec: GroupSpec) => Promise<Opened> {
  const { node, storage, seed, replicas, engine, tracing, createCore, onOpened, onFatal } = options
  const opening = new Set<GroupId>()
  /** What the files held and nobody has opened yet: once closed, a group comes back only as another replica. */
  const recovered = new Map(storage.replicas.map((one) => [one.record.group, one]))

  const run = (spec: GroupSpec, boot: Boot, kept: Kept | null): void => {
    const { group, replica, name } = spec.record
    // Each life draws other timeouts; each group has a stream of its own.
    const coreSeed = seedOf(seed, node, group, storage.life)
    const core = createCore(raftOptions(group, replica, coreSeed), boot)
    engine.addGroup({ group, replica, name, core })
    const made = newReplica(spec, core.view())
    replicas.set(group, made)
    onOpened(group, kept)
    if (kept !== null) spec.onRestored?.(kept.meta.index)
    tracing.facts(made)
  }

  const open = async (spec: GroupSpec): Promise<Opened> => {
    const { record } = spec
    const known = recovered.get(record.group)
    if (known === undefined) {
      const added = await storage.addReplica(record)
      if (!added.ok) {
        if (added.error.code === 'disk') onFatal(EXIT_DISK_ERROR, added.error.message)
        return err({ message: added.error.message })
      }
      run(spec, freshBoot(record), null)
      return ok(null)
    }
    if (known.record.replica !== record.replica) {
      const { name } = record
      return err({
        message: `${name}: the files hold replica ${known.record.replica}, not ${record.replica}`,
      })
    }
    recovered.delete(record.group)
    storage.letGo(record.replica)
    const { hard, commit, snap, margin, log, state } = known
    if (state !== null) spec.machine.restore(state.document)
    const kept = snap === null ? null : { meta: snap, parts: state?.parts ?? [] }
    run(spec, { hard, commit, snap, log: [...margin, ...log], conf: record.conf }, kept)
    return ok(null)
  }

  return async (spec) => {
    const { group, name } = spec.record
    if (replicas.has(group) || opening.has(group)) return err({ message: `${name} is open already` })
    opening.add(group)
    const opened = await open(spec)
    opening.delete(group)
    return opened
  }
}

const freshBoot = ({ conf }: ReplicaRecord): Boot => ({
  hard: { term: 0, vote: 0 },
  conf,
  commit: 0,
  snap: null,
  log: [],
})
