// ATMs that run in windows of their own (`raftroom atm atm-2 --here`), without a control server. Each window keeps one
// small file in `<data>/windows`, and nobody else writes it: so windows find each other's ports and clock, and a
// later start knows whom it would meet and what was in service before it.

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { clockSchema } from '../../shared/protocol/uplink.ts'
import type { ProcessFacts } from './process-facts.ts'
import { codeOf, readJson, writeJson } from './json-file.ts'
import type { Profile } from './options.ts'
import { PROFILES, profileOf } from './options.ts'
import { factsOf } from './process-facts.ts'

const windowSchema = z.object({
  node: z.string(),
  pid: z.int().min(1),
  /** As process-facts.ts has it: a pid alone names nobody. */
  started: z.string(),
  /** What --port was: the ports of every node follow from it. */
  port: z.int(),
  clock: clockSchema,
  /** Cluster time when this was written. */
  clusterTime: z.number(),
  /** It was ready once: its folder must not be missing any more. */
  born: z.boolean(),
})
export type WindowFile = z.infer<typeof windowSchema>

const folderOf = (data: string): string => join(data, 'windows')
const SUFFIX = '.json'

export function writeWindow(data: string, window: WindowFile): void {
  mkdirSync(folderOf(data), { recursive: true })
  writeJson(join(folderOf(data), `${window.node}${SUFFIX}`), window)
}

/** Of all windows that ever were. Throws when a file is not what it should be. */
export function readWindows(data: string): readonly WindowFile[] {
  return namesIn(folderOf(data))
    .filter((name) => name.endsWith(SUFFIX))
    .flatMap((name) => readJson(join(folderOf(data), name), windowSchema) ?? [])
}

/** Same pid, same start: no foreign process is ever taken for a window. */
export const isOpen = (
  { pid, started }: WindowFile,
  look: (pid: number) => ProcessFacts | null = factsOf,
): boolean => {
  const facts = look(pid)
  return facts !== null && facts.state !== 'dead' && facts.started === started
}

/** Those that are open now. A file that cannot be understood names nobody for certain. */
export function openWindows(data: string): readonly WindowFile[] {
  try {
    return readWindows(data).filter((window) => isOpen(window))
  } catch {
    return []
  }
}

export const openWindowOf = (data: string, node: NodeId): WindowFile | null =>
  openWindows(data).find((window) => window.node === node) ?? null

export const inItsWindow = ({ node, pid }: WindowFile): string =>
  `${node} runs in a window of its own (pid ${pid})`

/** Whoever joins them finds them only with the same. Null: it has been asked for. */
export function openedWithOther(
  window: WindowFile,
  { port, profile }: { readonly port: number; readonly profile: Profile },
): string | null {
  const { rate } = window.clock
  if (window.port === port && rate === PROFILES[profile]) return null
  return `${inItsWindow(window)}, opened with --port ${window.port} --profile ${profileOf(rate)}`
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
