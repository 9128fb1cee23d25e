import { describe, expect, it } from 'vitest'
import type { DiskFault, MemoryDisk } from './memory-disk.ts'
import type { CrashKind } from './memory-file.ts'
import type { Random } from '../../shared/random.ts'
import type { CrashHistory } from './crash-history.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { createCrashHistory } from './crash-history.ts'
import { cutPower } from './power-cut.ts'
import { DIR, SLOW_MACHINE_MS } from './storage-fixtures.ts'

/** A file holds a few batches, so that most histories rotate and let files go. */
const FILE_LIMIT_BYTES = 900
/** For each kind of crash; about three seconds. */
const HISTORIES = 350
const STEPS = 12
/** A call in thirty is the last one of its life: of recoveries too. */
const CRASH_RATE = 1 / 30

const fault = (random: Random) => (): DiskFault => (random.chance(CRASH_RATE) ? 'crash' : null)

/** Appends, snapshots of both kinds, replicas that come and go, quiet moments, clean stops: many lives. */
function play(history: CrashHistory, random: Random): number {
  for (let step = 0; step < STEPS; step++) {
    if (random.chance(1 / 5)) history.quiet()
    if (random.chance(1 / 10)) history.stopAndStart()
    if (random.chance(1 / 6)) history.move()
    if (random.chance(1 / 4)) history.snapshot()
    history.append()
  }
  return history.crashes()
}

describe('random histories, crashed again and again, also inside recovery', () => {
  function run(seed: number, sectorBytes: number): number {
    const random = createRandom(seedOf('history', seed, sectorBytes))
    const how = (): CrashKind =>
      random.chance(1 / 4) ? { kind: 'keep' } : { kind: 'sectors', random, sectorBytes }
    const parts = { random: createRandom(seed), fault: fault(random), how, fileLimitBytes: FILE_LIMIT_BYTES }
    return play(createCrashHistory(parts), random)
  }

  it.each([16, 64, 512])(
    `${HISTORIES} of them with %i-byte sectors lose no durable record and refuse nothing (B04, B44, B46)`,
    (sectorBytes) => {
      let crashes = 0
      for (let seed = 1; seed <= HISTORIES; seed++) {
        expect(() => (crashes += run(seed, sectorBytes)), `seed ${seed}`).not.toThrow()
      }
      expect(crashes).toBeGreaterThan(3 * HISTORIES)
    },
    SLOW_MACHINE_MS,
  )
})

describe('a power cut played on the files of a killed node', () => {
  it(
    `takes nothing that was acknowledged, and the node always starts again, in ${HISTORIES} histories`,
    () => {
      const left = { nothing: 0, bracket: 0, torn: 0 }
      for (let seed = 1; seed <= HISTORIES; seed++) {
        const random = createRandom(seedOf('power', seed))
        const history = createCrashHistory({
          random: createRandom(seed),
          fault: fault(random),
          how: () => ({ kind: 'keep' }),
          fileLimitBytes: FILE_LIMIT_BYTES,
          marksDurable: true,
          afterCrash(disk: MemoryDisk) {
            left[cutPower(disk, DIR, random.int(0, 1_000_000)).left] += 1
          },
        })
        expect(() => play(history, random), `seed ${seed}`).not.toThrow()
      }
      expect(left.bracket).toBeGreaterThan(50)
      expect(left.torn).toBeGreaterThan(50)
    },
    SLOW_MACHINE_MS,
  )
})
