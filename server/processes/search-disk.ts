// `npm run search -- --disk`: the long form of what the tests of storage do some hundreds of times. Every bit of
// closed files turned over, then random crash histories for each size of a sector, as a table. Ends with code 1, and
// the seed that shows it, at the first one that goes wrong.

import { setImmediate } from 'node:timers/promises'
import type { StorageKind } from '../../shared/storage-kind.ts'
import { STORAGE_KINDS } from '../../shared/storage-kind.ts'
import { playSectors, SECTOR_SIZES } from '../storage/crash-random.ts'
import { flipBits } from '../storage/every-flip.ts'

/** For each size of a sector. */
export const DISK_HISTORIES = 20_000

/** Documents are never written in place, so one size says all. */
const HISTORIES = [
  ...SECTOR_SIZES.map((sectorBytes) => ['log', sectorBytes] as const),
  ['rewrite', 512] as const,
] as const

export async function searchDisk(histories: number): Promise<number> {
  // Hundreds of thousands of errors are played here, and nobody looks at where they come from.
  Error.stackTraceLimit = 0
  console.log(`${'what'.padEnd(52)}   count   crashes   seconds`)
  const flips = STORAGE_KINDS.map((storage) => () => flipAll(storage))
  const plays = HISTORIES.map(
    ([storage, sectorBytes]) =>
      () =>
        playAll(storage, sectorBytes, histories),
  )
  for (const row of [...flips, ...plays]) if (!(await row())) return 1
  return 0
}

function flipAll(storage: StorageKind): Promise<boolean> {
  return timed(`${storage}: bits of closed files turned over, refused`, async () => {
    const { bits, refused } = flipBits(storage, 1)
    const wrong = bits === 0 ? 'no file was closed' : `${bits - refused} named another file`
    return { count: bits, crashes: 0, wrong: bits > 0 && bits === refused ? null : wrong }
  })
}

function playAll(storage: StorageKind, sectorBytes: number, histories: number): Promise<boolean> {
  return timed(`${storage}: histories with ${sectorBytes}-byte sectors`, async () => {
    let crashes = 0
    for (let seed = 1; seed <= histories; seed++) {
      // Promises of the engine settle between turns; without one they would all be kept, some gigabytes of them.
      await setImmediate()
      try {
        crashes += playSectors(seed, sectorBytes, storage)
      } catch (error) {
        return { count: seed, crashes, wrong: `seed ${seed}: ${said(error)}` }
      }
    }
    return { count: histories, crashes, wrong: null }
  })
}

interface Outcome {
  readonly count: number
  readonly crashes: number
  /** What went wrong. */
  readonly wrong: string | null
}

async function timed(what: string, work: () => Promise<Outcome>): Promise<boolean> {
  const began = performance.now()
  const { count, crashes, wrong } = await work()
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const numbers = [count, crashes].map((each) => String(each).padStart(9)).join(' ')
  console.log(`${what.padEnd(50)} ${numbers} ${seconds.padStart(9)}`)
  if (wrong !== null) console.log(`VIOLATION: ${wrong}`)
  return wrong === null
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
