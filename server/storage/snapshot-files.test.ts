import { describe, expect, it } from 'vitest'
import type { MemoryBench } from './storage-fixtures.ts'
import {
  appendNow,
  BITS,
  DIR,
  editEnvelope,
  flipped,
  GROUP,
  memoryBench,
  opened,
  partOf,
  put,
  puts,
  refused,
  snapshotOf,
} from './storage-fixtures.ts'
import { DocumentError, encodeDocument } from './documents.ts'
import type { MemoryDisk } from './memory-disk.ts'
import { decodePart, decodeSnapshot, encodePart, encodeSnapshot, snapshotText } from './snapshot-codec.ts'

const FOLDER = `groups/${GROUP}`
/** What a partition seals: some messages with words of every kind. */
const SEALED = partOf(
  'seg-000000000001-000000001000',
  Array.from({ length: 50 }, (_, at) => ({ offset: at + 1, text: `message ${at} ü語\n"quoted"` })),
)
const FILES = snapshotOf(3, 1, { next: 1001 }, [SEALED])
const DOCUMENT = `${FOLDER}/snap-000000000003-000001.json`
const PART = `${FOLDER}/seg-000000000001-000000001000.json`

describe('a document', () => {
  const written = (messages: number) => {
    const state = { words: Array.from({ length: messages }, (_, at) => `message ${at} ü語`) }
    const { meta, text } = snapshotOf(3, 1, state, [])
    const { bytes } = encodeSnapshot(meta, text)
    expect(decodeSnapshot(meta, bytes)).toEqual({ document: state, parts: [] })
    return { lines: bytes.toString().split('\n').length, overhead: bytes.length - meta.bytes }
  }

  it('is pretty while people read it, and one line where it is large', () => {
    expect(written(100).lines).toBeGreaterThan(100)
    const large = written(50_000)
    expect(large.lines).toBe(2)
    expect(large.overhead).toBeLessThan(100)
  })
})

describe('a large document', () => {
  const { meta, text } = snapshotOf(3, 1, { words: Array.from({ length: 50_000 }, () => '],"state": ü語') }, [
    SEALED,
  ])

  it('is read to be sent as it was written, and its parts are known from its beginning', () => {
    const { bytes, parts } = encodeSnapshot(meta, text)
    expect(parts).toEqual([SEALED.meta])
    expect(snapshotText(meta, bytes) === text).toBe(true)
    // As a person's editor may leave it.
    const edited = editEnvelope(bytes, (all) => all)
    expect(edited.equals(bytes)).toBe(false)
    expect(snapshotText(meta, edited) === text).toBe(true)
  })

  it('is never sent with a byte that is not its own (B43)', () => {
    const { bytes } = encodeSnapshot(meta, text)
    for (const at of [3, 12, 90, bytes.length >> 1, bytes.length - 3]) {
      expect(() => snapshotText(meta, flipped(bytes, at * BITS))).toThrow(DocumentError)
    }
    expect(() => snapshotText({ ...meta, crc: '00000000' }, bytes)).toThrow('another text')
  })

  it('is never written from a text that its meta does not describe', () => {
    expect(() => encodeSnapshot(meta, ` ${text}`)).toThrow('its meta describes')
    const empty = snapshotOf(3, 1, 'x', [])
    expect(encodeSnapshot(empty.meta, empty.text).parts).toEqual([])
  })
})

/** A node that was killed after it had taken a snapshot. */
function withSnapshot(): MemoryBench {
  const bench = memoryBench()
  const storage = opened(bench.open())
  appendNow(bench.disk, storage, [puts(1, 4)])
  storage.saveSnapshot(GROUP, FILES, () => {})
  bench.disk.settle()
  appendNow(bench.disk, storage, [put({ snap: FILES.meta })])
  bench.disk.crash({ kind: 'lose' })
  return bench
}

/** All files but the lock, which a dead process left and a refused one gives back. */
const contentOf = (disk: MemoryDisk): readonly (readonly [string, string])[] =>
  disk
    .paths()
    .filter((path) => !path.endsWith('lock.json'))
    .map((path) => [path, disk.bytesOf(path).toString('latin1')])

describe.each([DOCUMENT, PART])('%s', (file) => {
  const path = `${DIR}/${file}`
  const name = file.slice(FOLDER.length + 1)
  const damage: readonly [string, (bytes: Buffer) => Buffer][] = [
    ['empty', () => Buffer.alloc(0)],
    ['filled with zeros', (bytes) => Buffer.alloc(bytes.length)],
    ['half there', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    [
      'of another name',
      (bytes) => editEnvelope(bytes, (all) => ({ ...all, kind: 'snap-000000000009-000001' })),
    ],
    ['of another version', (bytes) => editEnvelope(bytes, (all) => ({ ...all, v: 2 }))],
    ['not what its CRC says', (bytes) => editEnvelope(bytes, (all) => ({ ...all, data: [all.data] }))],
    ['whole, but not what was named', () => encodeDocument(name, { parts: [], state: 'another' })],
  ]

  it.each(damage)(
    'that is %s makes the node refuse to start, and nothing is changed (B43, B49)',
    (_how, change) => {
      const { disk, open } = withSnapshot()
      disk.put(path, change(disk.bytesOf(path)))
      const before = contentOf(disk)
      const refusal = refused(open())
      expect(refusal).toMatchObject({ code: 'damaged', file })
      expect(refusal.message).toContain('new replica ids')
      expect(contentOf(disk)).toEqual(before)
    },
  )

  it('that is missing makes the node refuse to start (B43)', () => {
    const { disk, open } = withSnapshot()
    disk.now({ op: 'unlink', path })
    const refusal = refused(open())
    expect(refusal).toMatchObject({ code: 'missing', file })
    expect(refusal.message).toContain('holds nothing that could replace it')
  })

  it('is pretty JSON for people, and an editor may change its white space', () => {
    const { disk, open } = withSnapshot()
    expect(disk.bytesOf(path).toString()).toMatch(/^\{\n {2}"crc": "[0-9a-f]{8}",\n {2}"kind": "s/)
    disk.put(
      path,
      editEnvelope(disk.bytesOf(path), (all) => all),
    )
    expect(opened(open()).replicas[0]?.state).toEqual({ document: { next: 1001 }, parts: [SEALED.meta] })
  })
})

describe('every flipped bit of a small document', () => {
  it('is refused, or changed nothing but white space (B42)', () => {
    const { meta, text } = partOf('seg-000000000001-000000000003', ['a', { é: [1, null] }, 'c'])
    const { bytes } = encodePart(meta, text)
    let same = 0
    for (let bit = 0; bit < bytes.length * BITS; bit++) {
      const read = attempt(() => decodePart(meta, flipped(bytes, bit)))
      if (read !== null) expect(read, `bit ${bit}`).toBe(text)
      if (read !== null) same += 1
    }
    expect(same).toBeLessThan(bytes.length)
  })
})

function attempt(read: () => string): string | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof DocumentError) return null
    throw error
  }
}

describe('sealed parts', () => {
  it('are the same bytes on every replica that sealed the same messages', () => {
    const [one, other] = [withSnapshot(), withSnapshot()].map(({ disk }) => disk.bytesOf(`${DIR}/${PART}`))
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
  })

  it('hold the messages, so that document and manifest stay small however many there are', () => {
    const { disk } = withSnapshot()
    const [part, document, manifest] = [PART, DOCUMENT, 'manifest.json'].map(
      (file) => disk.bytesOf(`${DIR}/${file}`).length,
    )
    expect(document).toBeLessThan((part ?? 0) / 5)
    expect(manifest).toBeLessThan((part ?? 0) / 5)
  })

  it.each(['../../identity', 'snap-000000000003-000001', 'SEG', '', 'a.b'])(
    'never have a name that is no plain file name (%j)',
    (name) => {
      const storage = opened(memoryBench().open())
      expect(() => storage.savePart(GROUP, partOf(name, []), () => {})).toThrow('no name of a part')
    },
  )

  it('are never written from a text that their meta does not describe', () => {
    const storage = opened(memoryBench().open())
    const { meta, text } = SEALED
    for (const wrong of [` ${text}`, text.replace('message 1', 'message 2')]) {
      expect(() => storage.savePart(GROUP, { meta, text: wrong }, () => {})).toThrow('its meta describes')
    }
  })
})

describe('saving', () => {
  it('makes each part durable with its name, then the document, and tells nobody before (B51)', () => {
    const ops: string[] = []
    const bench = memoryBench(
      {},
      {
        fault(op) {
          if (op.op === 'rename') ops.push(op.to.slice(op.to.lastIndexOf('/') + 1))
          else if (op.op === 'sync' || op.op === 'syncDir') ops.push(op.op)
          return null
        },
      },
    )
    const storage = opened(bench.open())
    ops.length = 0
    const second = partOf('seg-000000001001-000000002000', ['more'])
    storage.saveSnapshot(GROUP, snapshotOf(3, 1, 'x', [SEALED, second]), () => ops.push('told'))
    expect(ops).toEqual([])
    bench.disk.settle()
    const names = [`${SEALED.meta.name}.json`, `${second.meta.name}.json`, 'snap-000000000003-000001.json']
    const folder = ['syncDir', 'syncDir']
    expect(ops).toEqual([...folder, ...names.flatMap((name) => ['sync', name, 'syncDir']), 'told'])
  })
})

describe('opening a folder', () => {
  it('changes no snapshot and no part before the tail of the log is durable, and starts no call for later (B48)', () => {
    const { disk, open } = withSnapshot()
    disk.put(`${DIR}/${FOLDER}/seg-000000002001-000000003000.json`, Buffer.from('nobody names it'))
    disk.put(`${DIR}/${FOLDER}/snap-000000000009-000001.json.7.1.tmp`, Buffer.from('half'))
    const ops: string[] = []
    const watched = {
      now(op: Parameters<MemoryDisk['now']>[0]) {
        if ('path' in op && op.op === 'unlink' && op.path.includes(FOLDER)) ops.push('removed')
        if (op.op === 'sync') ops.push('synced')
        return disk.now(op)
      },
      start: (): never => expect.unreachable('nothing is left for later'),
      soon: (): never => expect.unreachable('nothing is left for later'),
    }
    opened(open({}, { fs: watched }))
    expect(ops.slice(0, 3)).toEqual(['synced', 'removed', 'removed'])
    expect(disk.paths().filter((path) => path.includes(FOLDER))).toHaveLength(2)
  })
})
