// What the disk of a crashing node may hold: every state that the issued records lead through. After each
// restart the disk must hold one of them, at or behind the last acknowledged one (B04), with every file
// that its snapshot names.

import type { Random } from '../../shared/random.ts'
import type { Entry, HardState, SnapMeta } from '../raft/types.ts'
import type { PutRecord, SnapshotPart } from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import { assert } from '../../shared/assert.ts'
import { indexOf, isIndex } from '../../shared/part-index.ts'
import { command, GROUP, partOf, put, REPLICA, snapshotOf } from './storage-fixtures.ts'

/** Few, so that short histories reach them. */
const PER_INDEX = 2

type Files = ReturnType<typeof snapshotOf>

interface State {
  readonly hard: HardState
  readonly snap: SnapMeta | null
  /** Behind the snapshot. */
  readonly log: readonly Entry[]
}

const EMPTY: State = { hard: { term: 0, vote: 0 }, snap: null, log: [] }

const keyOf = ({ hard, snap, log }: State): string =>
  JSON.stringify([
    [hard.term, hard.vote],
    snap === null ? null : [snap.index, snap.term, snap.crc],
    log.map((entry) => [entry.index, entry.term, entry.kind === 'cmd' ? entry.data : '']),
  ])

export interface CrashModel {
  issue(): PutRecord
  /** A snapshot to be taken, or one that a leader sent; null if there is nothing to take. */
  snapshot(): Files | null
  /** The record that names it. */
  name(files: Files): PutRecord
  /** How many records were issued that still count. */
  issued(): number
  acknowledge(issued: number): void
  /** The node has started again and found this. */
  settle(found: RunningStorage): void
  atRest(): boolean
}

export function createCrashModel(random: Random): CrashModel {
  /** states[m]: after the first m records that still count. */
  const states: State[] = [EMPTY]
  /** Of the newest snapshot that is durable, and all that were made since the last start. */
  let parts: readonly SnapshotPart[] = []
  let made: readonly SnapshotPart[] = []
  let acknowledged = 0
  let serial = 0

  const last = (): State => states.at(-1) ?? EMPTY
  const endOf = ({ snap, log }: State): number => log.at(-1)?.index ?? snap?.index ?? 0

  /** In the place of some parts an index that names them. */
  function indexed(list: readonly SnapshotPart[]): readonly SnapshotPart[] {
    const plain = list.filter(({ meta }) => !isIndex(meta))
    if (plain.length < PER_INDEX) return list
    const named = plain.slice(0, PER_INDEX)
    const index = indexOf(
      `${serial}`,
      named.map(({ meta }) => meta),
    )
    return [index, ...list.filter((part) => !named.includes(part))]
  }

  /** The parts of before, sometimes without the oldest, and one or two new ones. */
  function partsNow(): readonly SnapshotPart[] {
    const kept = random.chance(1 / 3) ? parts.slice(1) : indexed(parts)
    const fresh = Array.from({ length: random.int(1, 2) }, (_, at) =>
      partOf(`seg-${String(serial).padStart(6, '0')}-${at}`, { serial, at, text: 'é\n'.repeat(9) }),
    )
    return [...kept, ...fresh]
  }

  function place(): readonly [number, number] | null {
    const { hard, log } = last()
    const entry = log[random.int(0, Math.max(0, log.length - 1))]
    if (!random.chance(1 / 3)) return entry === undefined ? null : [entry.index, entry.term]
    // A leader's: behind the end, or in the middle with another history.
    return [
      entry === undefined || random.chance(1 / 2) ? endOf(last()) + random.int(1, 3) : entry.index,
      hard.term + 1,
    ]
  }

  return {
    issue() {
      const { hard, snap, log } = last()
      const begin = snap?.index ?? 0
      serial += 1
      const term = hard.term + random.int(0, 1)
      const newHard = term > hard.term ? { term, vote: random.int(0, 3) } : null
      const cut = log.length > 0 && random.chance(1 / 5) ? begin + random.int(1, log.length) : null
      const kept = cut === null ? log : log.slice(0, cut - 1 - begin)
      const text = `${serial} ${'x'.repeat(random.int(0, 40))}`
      const append = Array.from({ length: random.int(cut === null ? 0 : 1, 2) }, (_, at) =>
        command(begin + kept.length + 1 + at, term, text),
      )
      states.push({ hard: newHard ?? hard, snap, log: [...kept, ...append] })
      return put({ seq: serial, hard: newHard, truncateFrom: cut, append })
    },
    snapshot() {
      const at = place()
      if (at === null) return null
      serial += 1
      const now = partsNow()
      made = [...made, ...now.filter((part) => !made.includes(part))]
      return snapshotOf(...at, { serial }, now)
    },
    name({ meta, parts: named }) {
      const { hard, log } = last()
      serial += 1
      const keeps = log.some(({ index, term }) => index === meta.index && term === meta.term)
      parts = named
      states.push({ hard, snap: meta, log: keeps ? log.filter(({ index }) => index > meta.index) : [] })
      return put({ seq: serial, snap: meta })
    },
    issued: () => states.length - 1,
    acknowledge(issued) {
      acknowledged = issued
    },
    settle(found) {
      const replica = found.replicas.find(({ record }) => record.replica === REPLICA)
      assert(replica !== undefined, 'the manifest names the replica')
      const seen = keyOf(replica)
      const at = states.findIndex((state, m) => m >= acknowledged && keyOf(state) === seen)
      assert(at !== -1, () => `the disk holds neither what was acknowledged nor more: ${seen}`)
      states.length = at + 1
      acknowledged = at
      const named = replica.state?.parts ?? []
      assert(
        named.every((part) => found.hasPart(GROUP, part)),
        'every part that the snapshot names is here',
      )
      parts = made.filter(({ meta }) => named.some(({ name }) => name === meta.name))
      made = [...parts]
    },
    atRest: () => states.length - 1 === acknowledged,
  }
}
