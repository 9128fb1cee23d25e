// The data folder of one cluster. `cluster.json` is written once, at the first start: which managers and
// ATMs there are and their replica ids, which no later start may change. `history.json` is the control
// server's own memory. The folders of the nodes are none of its business.

import { randomUUID } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Result } from '../../shared/result.ts'
import type { NodeCounts } from './node-plan.ts'
import { err, ok } from '../../shared/result.ts'
import { DEFAULT_STORAGE, STORAGE_KINDS } from '../../shared/storage-kind.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import { brokerNumbers, brokersUsed } from './broker-numbers.ts'
import { createJson, readJson, writeJson } from './json-file.ts'
import { DEFAULT_COUNTS, firstMembers } from './node-plan.ts'
import type { WindowFile } from './windows.ts'
import { readWindows } from './windows.ts'

const member = z.object({ node: z.string(), replica: z.int().min(1) })

const clusterFileSchema = z.object({
  cluster: z.string().min(1),
  managers: z.array(member),
  atms: z.array(member),
  /** The engine of every node's log. Clusters without a word of it are older than the second one. */
  storage: z.exactOptional(z.enum(STORAGE_KINDS)),
})
export type ClusterFile = z.infer<typeof clusterFileSchema>

const rejoinSchema = z.object({
  node: z.string(),
  replica: z.int().min(1),
  /** Who else was in its group when the id was taken. */
  members: z.array(member),
  /**
   * What is done. `aside`: an empty folder is expected at its starts until the new replica was seen to run; before
   * that it is in no group, and afterwards a folder that is missing was lost again (B17).
   */
  step: z.enum(['planned', 'aside', 'born', 'done']),
})
/** A manager or an ATM that lost its files, and the replica id that nobody had before it. */
export type Rejoin = z.infer<typeof rejoinSchema>

const historySchema = z.object({
  /** Nodes that were ready once: their folder must not be missing any more. */
  born: z.array(z.string()),
  /** Null until the first start has come to its end. */
  demo: z.enum(['made', 'none']).nullable(),
  /** What the directory named last: it is waited for at the next start. */
  topics: z.array(z.object({ topic: z.string(), partitions: z.int() })),
  /** Cluster time and clock epoch go on from here. */
  clusterTime: z.number(),
  epoch: z.int(),
  /** Brokers that were asked to leave and have not left. Older files know of none. */
  leaving: z.array(z.string()).default([]),
  /** The newest of each node. */
  rejoins: z.array(rejoinSchema).default([]),
})
export type History = z.infer<typeof historySchema>

const NO_HISTORY: History = {
  born: [],
  demo: null,
  topics: [],
  clusterTime: 0,
  epoch: 0,
  leaving: [],
  rejoins: [],
}

export interface DataFolder {
  readonly path: string
  readonly cluster: ClusterFile
  readonly counts: NodeCounts
  /** Their numbers: those that were decommissioned are not among them. */
  readonly brokers: readonly number[]
  /** ATMs worked here in windows of their own before there was a control server: the bank's money is somebody's. */
  readonly hasOldBank: boolean
  history(): History
  remember(change: Partial<History>): void
}

export interface Wanted {
  readonly managers: number | null
  readonly brokers: number | null
  readonly atms: number | null
  readonly storage: StorageKind | null
}

/** Opens or makes the folder. Answers a sentence when it cannot be used as asked. */
export function openDataFolder(path: string, wanted: Wanted): Result<DataFolder, string> {
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    return err(
      `the data folder ${path} cannot be read and written (${reason(error)}): name another with --data`,
    )
  }
  try {
    return openCluster(path, wanted)
  } catch (error) {
    return err(
      `the data folder ${path} holds a file that cannot be understood (${reason(error)}): start with --fresh to set it aside`,
    )
  }
}

function openCluster(path: string, wanted: Wanted): Result<DataFolder, string> {
  const file = join(path, CLUSTER)
  const known = readCluster(path)
  const cluster = known ?? newCluster(wanted)
  const historyFile = join(path, 'history.json')
  const saved = readJson(historyFile, historySchema) ?? NO_HISTORY
  // One that was there once and has lost its folder is there all the same: it comes back as another broker.
  const names = [...readdirSync(path), ...saved.born]
  const counts = countsOf(path, cluster, wanted, names)
  if (!counts.ok) return counts
  const { storage = DEFAULT_STORAGE } = cluster
  if ((wanted.storage ?? storage) !== storage) return err(otherEngine(path, storage))
  // Windows that are opened at one moment must not make two clusters.
  if (known === null && !createJson(file, cluster)) return openCluster(path, wanted)
  const windows = readWindows(path)
  let history = withWindows(saved, windows)
  return ok({
    path,
    cluster,
    counts: counts.value,
    brokers: brokerNumbers(names, wanted.brokers),
    hasOldBank: saved.demo === null && windows.some(({ born }) => born),
    history: () => history,
    remember(change) {
      history = { ...history, ...change }
      writeJson(historyFile, history)
    },
  })
}

const CLUSTER = 'cluster.json'

/** Null: nobody ever started here. */
export const readCluster = (path: string): ClusterFile | null =>
  readJson(join(path, CLUSTER), clusterFileSchema)

/** What windows did without us, as if we had seen it. */
const withWindows = (history: History, windows: readonly WindowFile[]): History => ({
  ...history,
  born: [...new Set([...history.born, ...windows.filter(({ born }) => born).map(({ node }) => node)])],
  clusterTime: Math.max(history.clusterTime, ...windows.map(({ clusterTime }) => clusterTime)),
  epoch: Math.max(history.epoch, ...windows.map(({ clock }) => clock.epoch)),
})

const newCluster = (wanted: Wanted): ClusterFile => ({
  cluster: randomUUID(),
  storage: wanted.storage ?? DEFAULT_STORAGE,
  ...firstMembers({
    managers: wanted.managers ?? DEFAULT_COUNTS.managers,
    atms: wanted.atms ?? DEFAULT_COUNTS.atms,
    brokers: 0,
  }),
})

const otherEngine = (path: string, has: StorageKind): string =>
  `the nodes in ${path} keep their logs with the engine "${has}": start them with --storage ${has}, or with --fresh`

function countsOf(
  path: string,
  cluster: ClusterFile,
  wanted: Wanted,
  names: readonly string[],
): Result<NodeCounts, string> {
  const managers = cluster.managers.length
  const atms = cluster.atms.length
  const fixed = (flag: string, has: number): string =>
    `the data folder ${path} belongs to a cluster with ${has} ${flag}: start it with --${flag} ${has}, or with --fresh`
  if ((wanted.managers ?? managers) !== managers) return err(fixed('managers', managers))
  if ((wanted.atms ?? atms) !== atms) return err(fixed('atms', atms))
  const used = brokersUsed(names)
  const brokers = brokerNumbers(names, wanted.brokers).length
  if ((wanted.brokers ?? used) < used)
    return err(
      `the data folder ${path} has ${used} brokers that may hold messages: start it with --brokers ${used} or more`,
    )
  return ok({ managers, brokers, atms })
}

/** Moves the folder's content out of the way, never deletes it. Answers where it is now. */
export function setAside(path: string, now: Date): string | null {
  if (!existsSync(path) || readdirSync(path).length === 0) return null
  const stamp = now.toISOString().replaceAll(':', '-').slice(0, 19)
  const free = (aside: string): string => (existsSync(aside) ? free(`${aside}x`) : aside)
  const aside = free(`${path.replace(/[/\\]+$/, '')}.${stamp}`)
  renameSync(path, aside)
  return aside
}

const reason = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
