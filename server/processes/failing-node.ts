// What a fail point does to a real node, and how the node's parts are wrapped when one is set, or when its log is
// not to be synced.

import { writeSync } from 'node:fs'
import type { RunningHost } from '../host/host.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import { DEFAULT_STORAGE } from '../../shared/storage-kind.ts'
import type { FileSystem } from '../storage/fs-port.ts'
import type { NodeStorage } from '../storage/port.ts'
import type { Transport } from '../transport/port.ts'
import {
  createReach,
  FAIL_VARIABLE,
  failingFiles,
  failingLog,
  failingTransport,
  parseFailPoint,
} from './fail-points.ts'
import type { FailPoint } from './fail-points.ts'
import { FSYNC_OFF_VARIABLE, isFsyncOff, withoutLogSync } from './fsync-off.ts'

/** Longer than an election timeout: the others go on without this node. */
const STALL_MS = 2_000

export interface Failing {
  readonly files: (fs: FileSystem) => FileSystem
  readonly storage: (storage: NodeStorage) => NodeStorage
  readonly transport: (transport: Transport) => Transport
  readonly host: (host: RunningHost) => RunningHost
}

const same = <T>(value: T): T => value
const NOT_FAILING: Failing = { files: same, storage: same, transport: same, host: same }

type Variables = Readonly<Record<string, string | undefined>>
export interface FailingNode {
  readonly node: string
  readonly storage?: StorageKind
}

/** Throws if a variable cannot be read: a test that fails nowhere would pass for the wrong reason. */
export function failingParts(config: FailingNode, env: Variables): Failing {
  const placed = partsAtPlace(config.node, env[FAIL_VARIABLE])
  if (!losesLog(config, env[FSYNC_OFF_VARIABLE])) return placed
  writeSync(
    2,
    `${FSYNC_OFF_VARIABLE}: a power cut may now take from ${config.node} what it has acknowledged\n`,
  )
  return { ...placed, files: (fs) => placed.files(withoutLogSync(fs)) }
}

function losesLog({ node, storage = DEFAULT_STORAGE }: FailingNode, text: string | undefined): boolean {
  const off = isFsyncOff(node, text)
  if (!off.ok) throw new Error(off.error)
  // Whole documents are renamed for each batch, and what a cut takes of those is their names.
  if (off.value && storage !== 'log')
    throw new Error(`${FSYNC_OFF_VARIABLE}: only the engine "log" syncs its log apart`)
  return off.value
}

function partsAtPlace(node: string, text: string | undefined): Failing {
  if (text === undefined || text === '') return NOT_FAILING
  const point = parseFailPoint(text)
  if (!point.ok) throw new Error(point.error)
  if (point.value.node !== null && point.value.node !== node) return NOT_FAILING
  const reach = createReach(point.value, (how) => strike(text, how))
  return {
    files: (fs) => failingFiles(fs, reach),
    storage: (storage) => ({ ...storage, log: failingLog(storage.log, reach) }),
    transport: (transport) => failingTransport(transport, reach),
    host: (host) => ({
      ...host,
      async open(spec) {
        let isOpen = false
        const opened = await host.open({
          ...spec,
          onRestored(index) {
            spec.onRestored?.(index)
            // What its own files held is no restore.
            if (isOpen) reach('after-restore')
          },
        })
        isOpen = true
        return opened
      },
    }),
  }
}

/** Dead at once, as by a crash; or the whole process stands still. It says so first: whoever looks must know why. */
function strike(text: string, how: FailPoint['how']): void {
  writeSync(2, `${FAIL_VARIABLE}=${text}: reached\n`)
  if (how === 'exit') process.kill(process.pid, 'SIGKILL')
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS)
}
