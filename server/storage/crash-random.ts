// Random histories of one node, from a seed: batches, snapshots of both kinds, replicas that come and go, quiet
// moments and clean stops, with a crash now and then at any call, also inside recovery. Some hundreds of them are
// a test; `npm run search -- --disk` plays tens of thousands.

import type { Random } from '../../shared/random.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import type { CrashHistory, CrashHistoryOptions } from './crash-history.ts'
import type { DiskFault } from './memory-disk.ts'
import type { CrashKind } from './memory-file.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { DEFAULT_STORAGE } from '../../shared/storage-kind.ts'
import { createCrashHistory } from './crash-history.ts'

/** A file holds a few batches, so that most histories rotate and let files go. Documents are pretty, so longer. */
export const FEW_BATCHES_BYTES: Readonly<Record<StorageKind, number>> = { log: 900, rewrite: 2_000 }
const STEPS = 12
/** A call in thirty is the last one of its life: of recoveries too. */
const CRASH_RATE = 1 / 30

/** What disks write whole or not at all. Real ones say 512; smaller ones tear finer. */
export const SECTOR_SIZES = [16, 64, 512] as const

/** What was acknowledged is there after every crash, or this throws. Answers how many there were. */
export function playSectors(seed: number, sectorBytes: number, storage: StorageKind): number {
  const random = createRandom(seedOf('history', seed, sectorBytes))
  const how = (): CrashKind =>
    random.chance(1 / 4) ? { kind: 'keep' } : { kind: 'sectors', random, sectorBytes }
  return playRandom(seed, random, { storage, how })
}

type Played = Omit<CrashHistoryOptions, 'random' | 'fault' | 'fileLimitBytes'>

export function playRandom(seed: number, random: Random, options: Played): number {
  const fault = (): DiskFault => (random.chance(CRASH_RATE) ? 'crash' : null)
  const fileLimitBytes = FEW_BATCHES_BYTES[options.storage ?? DEFAULT_STORAGE]
  const history = createCrashHistory({ ...options, random: createRandom(seed), fault, fileLimitBytes })
  for (let step = 0; step < STEPS; step++) takeStep(history, random)
  return history.crashes()
}

function takeStep(history: CrashHistory, random: Random): void {
  if (random.chance(1 / 5)) history.quiet()
  if (random.chance(1 / 10)) history.stopAndStart()
  if (random.chance(1 / 6)) history.move()
  if (random.chance(1 / 4)) history.snapshot()
  history.append()
}
