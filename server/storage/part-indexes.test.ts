import { describe, expect, it } from 'vitest'
import { indexOf } from '../../shared/part-index.ts'
import { assert } from '../../shared/assert.ts'
import type { SnapshotPart, Told } from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import {
  appendNow,
  DIR,
  GROUP,
  memoryBench,
  opened,
  partOf,
  put,
  refused,
  snapshotOf,
} from './storage-fixtures.ts'

const SEGMENTS = ['a', 'b', 'c'].map((text, at) => partOf(`seg-00000000000${at + 1}`, { text }))
const [FIRST, , THIRD] = SEGMENTS
assert(FIRST !== undefined && THIRD !== undefined, 'three segments')
const INDEX = indexOf(
  '000000000001-000000000003',
  SEGMENTS.map(({ meta }) => meta),
)
const LATER = partOf('seg-000000000004', { text: 'd' })
type Files = ReturnType<typeof snapshotOf>

/** A node's disk in memory, and what a host does to it one thing at a time. */
function node() {
  const { disk, open } = memoryBench()
  let storage = opened(open())
  const did = (begin: (running: RunningStorage, done: Told) => void): void => {
    let told: unknown = 'nothing'
    begin(storage, (result) => (told = result))
    disk.settle()
    expect(told).toEqual({ ok: true, value: null })
  }
  const save = (files: Files, parts: readonly SnapshotPart[]): void =>
    did((running, done) => running.saveSnapshot(GROUP, { ...files, parts }, done))
  const record = (files: Files): void => {
    appendNow(disk, storage, [put({ snap: files.meta })])
    const metas = files.parts.map(({ meta }) => meta)
    did((running, done) => running.keepOnly(GROUP, files.meta, metas, done))
  }
  return {
    disk,
    did,
    save,
    record,
    storage: () => storage,
    restart() {
      disk.crash({ kind: 'keep' })
      storage = opened(open())
    },
    reopen: () => {
      disk.crash({ kind: 'keep' })
      return open({ mayCreate: false })
    },
    files: () =>
      disk
        .paths()
        .filter((path) => path.startsWith(`${DIR}/groups/${GROUP}/`) && !path.includes('/snap-'))
        .map((path) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length))
        .toSorted(),
    text(name: string): unknown {
      let read: unknown = null
      storage.loadPart(GROUP, name, (result) => (read = result.ok ? result.value : null))
      disk.settle()
      return read
    },
  }
}
const ALL = [INDEX, ...SEGMENTS].map(({ meta }) => meta.name)
const indexed = (index: number): Files => snapshotOf(index, 1, 'x', [INDEX, LATER])

describe('what an index names', () => {
  it('is kept, read and found again at the next start, like what the document names', () => {
    const all = node()
    all.save(snapshotOf(1, 1, 'one by one', SEGMENTS), SEGMENTS)
    all.record(snapshotOf(1, 1, 'one by one', SEGMENTS))
    all.save(indexed(2), [INDEX, LATER])
    all.record(indexed(2))
    for (const at of [4, 8]) {
      expect(all.files()).toEqual([...ALL, LATER.meta.name])
      expect(SEGMENTS.map(({ meta }) => all.text(meta.name))).toEqual(SEGMENTS.map(({ text }) => text))
      expect(all.storage().hasPart(GROUP, INDEX.meta)).toBe(true)
      all.save(snapshotOf(at, 1, 'later', [INDEX]), [])
      all.record(snapshotOf(at, 1, 'later', [INDEX]))
      expect(all.files()).toEqual(ALL)
      all.save(indexed(at + 2), [LATER])
      all.record(indexed(at + 2))
      all.restart()
    }
  })

  it('is known by the index alone once that is recorded: nothing is kept in mind for each part', () => {
    const all = node()
    all.save(indexed(2), [...SEGMENTS, INDEX, LATER])
    expect(SEGMENTS.map(({ meta }) => all.storage().hasPart(GROUP, meta))).toEqual([true, true, true])
    all.record(indexed(2))
    expect(SEGMENTS.map(({ meta }) => all.storage().hasPart(GROUP, meta))).toEqual([false, false, false])
    expect(all.storage().hasPart(GROUP, INDEX.meta)).toBe(true)
  })

  it('goes with an index that no record names (B51)', () => {
    const all = node()
    all.save(indexed(2), [...SEGMENTS, INDEX, LATER])
    all.restart()
    expect(all.files()).toEqual([])
  })

  it('is not taken away while its snapshot is being written, though only the index is named', () => {
    const all = node()
    const before = snapshotOf(1, 1, 'before')
    all.save(before, [])
    all.storage().saveSnapshot(GROUP, { ...indexed(2), parts: [...SEGMENTS, INDEX, LATER] }, () => {})
    all.record(before)
    expect(all.files()).toEqual([...ALL, LATER.meta.name])
  })

  it('is not taken away after a leader’s snapshot was recorded while the own one was on its way', () => {
    const all = node()
    for (const part of [...SEGMENTS, INDEX]) all.did((running, done) => running.savePart(GROUP, part, done))
    const theirs = snapshotOf(5, 2, 'of the leader', [INDEX])
    all.save(theirs, [])
    appendNow(all.disk, all.storage(), [put({ snap: theirs.meta })])
    const running = all.storage()
    running.saveSnapshot(GROUP, { ...indexed(4), parts: [...SEGMENTS, INDEX, LATER] }, () => {})
    running.keepOnly(GROUP, theirs.meta, [INDEX.meta], () => {})
    all.disk.settle()
    all.save(snapshotOf(6, 2, 'the next', [INDEX]), [])
    all.record(snapshotOf(6, 2, 'the next', [INDEX]))
    expect(all.files()).toEqual(ALL)
    all.restart()
    expect(all.text(THIRD.meta.name)).toBe(THIRD.text)
  })

  it('refuses the start when it is missing or damaged (B43)', () => {
    const spoil = [
      ['missing', null],
      ['damaged', FIRST],
    ] as const
    for (const [code, other] of spoil) {
      const all = node()
      all.save(indexed(2), [...SEGMENTS, INDEX, LATER])
      all.record(indexed(2))
      const path = `${DIR}/groups/${GROUP}/${THIRD.meta.name}.json`
      if (other === null) all.disk.now({ op: 'unlink', path })
      else all.disk.put(path, all.disk.bytesOf(`${DIR}/groups/${GROUP}/${other.meta.name}.json`))
      expect(refused(all.reopen())).toMatchObject({ code, file: `groups/${GROUP}/${THIRD.meta.name}.json` })
    }
  })

  it('is asked for by names that stay inside the folder, whoever asks', () => {
    const all = node()
    all.save(indexed(2), [...SEGMENTS, INDEX, LATER])
    for (const name of ['../3/seg-000000000001', 'snap-000000000002-000001', '', '../../manifest'])
      expect(all.text(name)).toBeNull()
  })
})
