// One node that is crashed again and again, with a model beside it. The model knows every state that the
// issued records lead through; after each restart the disk must hold one of them, at or behind the last
// acknowledged one (B04), and an open must never refuse what only a crash did.

import type { Random } from '../../shared/random.ts'
import type { Entry, HardState } from '../raft/types.ts'
import type { DiskFault } from './memory-disk.ts'
import type { CrashKind } from './memory-file.ts'
import type { PutRecord } from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import { assert } from '../../shared/assert.ts'
import { MemoryCrash } from './memory-disk.ts'
import { appendNow, command, DIR, memoryBench, opened, put } from './storage-fixtures.ts'

interface State {
  readonly hard: HardState
  readonly log: readonly Entry[]
}

const NO_VOTE: HardState = { term: 0, vote: 0 }
const keyOf = ({ hard, log }: State): string =>
  JSON.stringify([
    hard.term,
    hard.vote,
    log.map((entry) => [entry.index, entry.term, entry.kind === 'cmd' ? entry.data : '']),
  ])

export interface CrashHistoryOptions {
  readonly random: Random
  /** What strikes a call; asked for every call of the disk. */
  readonly fault: (count: number) => DiskFault
  readonly how: () => CrashKind
  readonly fileLimitBytes: number
}

export interface CrashHistory {
  /** Appends a random batch; true when it was acknowledged. */
  append(): boolean
  /** The idle fence is due. */
  quiet(): void
  stopAndStart(): void
  /** The process ends without a word, and another one starts. */
  crashAndStart(): void
  /** Every log file at rest is JSON, and all that was acknowledged is there. */
  check(): void
  readonly crashes: () => number
  readonly calls: () => number
}

export function createCrashHistory(options: CrashHistoryOptions): CrashHistory {
  const { random } = options
  const bench = memoryBench(
    { fileLimitBytes: options.fileLimitBytes },
    { fault: (_op, count) => options.fault(count) },
  )
  /** states[m]: after the first m records that still count. */
  const states: State[] = [{ hard: NO_VOTE, log: [] }]
  let acknowledged = 0
  let life = 0
  let crashes = 0
  let serial = 0
  let storage = start()

  function crash(): void {
    crashes += 1
    assert(crashes < 1000, 'the history comes to an end')
    bench.disk.crash(options.how())
  }

  /** Again and again until an open is not interrupted: crashes inside recovery are crashes too. */
  function start(): RunningStorage {
    for (;;) {
      try {
        const result = bench.open()
        // A disk error while opening ends the process too; the refusals that mean damage never may come.
        if (!result.ok && result.error.code === 'unreadable') {
          crash()
          continue
        }
        const next = opened(result)
        assert(next.life > life, 'no life is counted twice')
        life = next.life
        settleModel(next)
        return next
      } catch (error) {
        if (!(error instanceof MemoryCrash)) throw error
        crash()
      }
    }
  }

  function settleModel(found: RunningStorage): void {
    const [replica] = found.replicas
    const seen = keyOf({ hard: replica?.hard ?? NO_VOTE, log: replica?.log ?? [] })
    const at = states.findIndex((state, m) => m >= acknowledged && keyOf(state) === seen)
    assert(
      at !== -1,
      () => `after crash ${crashes} the disk holds neither what was acknowledged nor more: ${seen}`,
    )
    states.length = at + 1
    acknowledged = at
  }

  const last = (): State => states.at(-1) ?? { hard: NO_VOTE, log: [] }

  function issue(): PutRecord {
    const { hard, log } = last()
    serial += 1
    const term = hard.term + random.int(0, 1)
    const newHard = term > hard.term ? { term, vote: random.int(0, 3) } : null
    const cut = log.length > 0 && random.chance(1 / 5) ? random.int(1, log.length) : null
    const kept = cut === null ? log : log.slice(0, cut - 1)
    const text = `${serial} ${'x'.repeat(random.int(0, 40))}`
    const append = Array.from({ length: random.int(cut === null ? 0 : 1, 2) }, (_, at) =>
      command(kept.length + 1 + at, term, text),
    )
    states.push({ hard: newHard ?? hard, log: [...kept, ...append] })
    return put({ seq: serial, hard: newHard, truncateFrom: cut, append })
  }

  function recoverIfDown(): void {
    if (!bench.disk.stopped) return
    crash()
    storage = start()
  }

  return {
    crashes: () => crashes,
    calls: () => bench.disk.calls,
    append() {
      const batch = Array.from({ length: random.int(1, 3) }, issue)
      const issued = states.length - 1
      const result = appendNow(bench.disk, storage, batch)
      if (result?.ok === true) acknowledged = issued
      if (result?.ok === false) crash()
      if (result?.ok === false) storage = start()
      recoverIfDown()
      return result?.ok === true
    },
    quiet() {
      bench.timers.fire()
      bench.disk.settle()
      recoverIfDown()
    },
    stopAndStart() {
      void storage.log.close()
      bench.disk.settle()
      // A lock that is still there was not given back: the process ended by a crash or an error.
      if (bench.disk.paths().includes(`${DIR}/lock.json`)) crash()
      storage = start()
    },
    crashAndStart() {
      crash()
      storage = start()
    },
    check() {
      const files = bench.disk.paths().filter((path) => path.startsWith(`${DIR}/wal/0`))
      for (const path of files) JSON.parse(bench.disk.bytesOf(path).toString())
      assert(states.length - 1 === acknowledged, 'what is at rest is acknowledged')
    },
  }
}
