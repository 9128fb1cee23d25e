// identity.json and manifest.json: who this folder is, and what it holds. Nothing here is guessed from
// other files; a replica takes part only after the manifest that names it is durable (B17).

import { Low } from 'lowdb'
import * as z from 'zod'
import type { Result } from '../../shared/result.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { DocumentPlace } from './documents.ts'
import type { DiskError, ReplicaRecord } from './port.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import { DEFAULT_STORAGE, STORAGE_KINDS } from '../../shared/storage-kind.ts'
import { documentAdapter } from './documents.ts'
import { IDENTITY, MANIFEST } from './names.ts'
import { configSchema } from './records.ts'

const whole = z.int().min(0)

const identitySchema = z.strictObject({
  cluster: z.string(),
  node: z.string(),
  role: z.enum(NODE_ROLES),
  /** The engine that wrote the log files. A folder without a word of it is older than the second one. */
  storage: z.enum(STORAGE_KINDS).default(DEFAULT_STORAGE),
  birth: z.string().min(1),
})
export type Identity = z.infer<typeof identitySchema>

const replicaSchema: z.ZodType<ReplicaRecord> = z.strictObject({
  group: whole,
  replica: z.int().min(1),
  name: z.string(),
  epoch: whole,
  conf: configSchema,
  members: z.array(z.strictObject({ replica: whole, node: z.string() })),
})

const manifestSchema = z.strictObject({
  /** Number of the newest log file. The folder may hold one more: a crash came between the two. */
  newest: z.int().min(1),
  /** How often the folder was opened. */
  lives: whole,
  replicas: z.array(replicaSchema),
  /** Replicas that were removed and must not come back (B61). */
  tombstones: z.array(z.strictObject({ group: whole, replica: whole })),
})
export type Manifest = z.infer<typeof manifestSchema>

export const identityPlace = (folder: string, pid: number): DocumentPlace<Identity> => ({
  folder,
  name: IDENTITY,
  schema: identitySchema,
  pid,
})

export const manifestPlace = (folder: string, pid: number): DocumentPlace<Manifest> => ({
  folder,
  name: MANIFEST,
  schema: manifestSchema,
  pid,
})

export interface ManifestStore {
  current(): Manifest
  /** Queued behind what the node writes already; `done` when it is durable. */
  update(change: (manifest: Manifest) => Manifest, done: (result: Result<null, DiskError>) => void): void
}

export function createManifestStore(
  queue: DiskQueue,
  place: DocumentPlace<Manifest>,
  begin: Manifest,
): ManifestStore {
  const waiting: ((result: Result<null, DiskError>) => void)[] = []
  const low = new Low(
    documentAdapter(queue, place, (result) => waiting.shift()?.(result)),
    begin,
  )
  return {
    current: () => low.data,
    update(change, done) {
      waiting.push(done)
      low.data = change(low.data)
      // Its failure is told through `written`; the promise says nothing new.
      low.write().catch(() => null)
    },
  }
}
