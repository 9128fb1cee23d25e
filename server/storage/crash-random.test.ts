import { describe, expect, it } from 'vitest'
import type { MemoryDisk } from './memory-disk.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { playRandom, playSectors, SECTOR_SIZES } from './crash-random.ts'
import { cutPower } from './power-cut.ts'
import { DIR, SLOW_MACHINE_MS } from './storage-fixtures.ts'

/** For each kind of crash; about three seconds. */
const HISTORIES = 350

describe('random histories, crashed again and again, also inside recovery', () => {
  const engines = [
    ...SECTOR_SIZES.map((sectorBytes) => ['log', sectorBytes] as const),
    ['rewrite', 64] as const,
  ]

  it.each(engines)(
    `${HISTORIES} of the %s engine with %i-byte sectors lose no durable record and refuse nothing (B04, B44, B46)`,
    (storage, sectorBytes) => {
      let crashes = 0
      for (let seed = 1; seed <= HISTORIES; seed++) {
        expect(() => (crashes += playSectors(seed, sectorBytes, storage)), `seed ${seed}`).not.toThrow()
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
      const left = { bracket: 0, torn: 0 }
      let names = 0
      for (let seed = 1; seed <= HISTORIES; seed++) {
        const random = createRandom(seedOf('power', seed))
        const play = (): number =>
          playRandom(seed, random, {
            how: () => ({ kind: 'keep' }),
            marksDurable: true,
            afterCrash(disk: MemoryDisk) {
              const { tails, undone } = cutPower(disk, DIR, random.int(0, 1_000_000))
              names += undone.length
              expect(tails.length).toBeLessThanOrEqual(1)
              for (const tail of tails) left[tail.left] += 1
            },
          })
        expect(play, `seed ${seed}`).not.toThrow()
      }
      expect(left.bracket).toBeGreaterThan(50)
      expect(left.torn).toBeGreaterThan(50)
      expect(names).toBeGreaterThan(50)
    },
    SLOW_MACHINE_MS,
  )
})
