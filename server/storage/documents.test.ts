import { describe, expect, it } from 'vitest'
import { encodeDocument } from './documents.ts'
import { DIR, editEnvelope, memoryBench, opened, refused } from './storage-fixtures.ts'

const NAMES = ['identity.json', 'manifest.json'] as const

/** A folder that was in service, with one document replaced. */
function startedWith(name: string, change: (bytes: Buffer) => Buffer) {
  const bench = memoryBench()
  opened(bench.open())
  bench.disk.crash({ kind: 'keep' })
  const path = `${DIR}/${name}`
  bench.disk.put(path, change(bench.disk.bytesOf(path)))
  return bench
}

describe.each(NAMES)('%s', (name) => {
  const damage: readonly [string, (bytes: Buffer) => Buffer][] = [
    ['empty', () => Buffer.alloc(0)],
    ['filled with zeros', (bytes) => Buffer.alloc(bytes.length)],
    ['half there', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['of another kind', (bytes) => editEnvelope(bytes, (all) => ({ ...all, kind: 'snapshot' }))],
    ['of another version', (bytes) => editEnvelope(bytes, (all) => ({ ...all, v: 2 }))],
    [
      'not what its CRC says',
      (bytes) => editEnvelope(bytes, (all) => ({ ...all, data: { ...all.data, more: 1 } })),
    ],
    ['whole but of an unknown shape', () => encodeDocument(name, { something: 'else' })],
  ]

  it.each(damage)('that is %s makes the node refuse to start (B10, B49)', (_how, change) => {
    const { disk, open } = startedWith(name, change)
    const before = disk.bytesOf(`${DIR}/${name}`)
    const refusal = refused(open())
    expect(refusal).toMatchObject({ code: 'damaged', file: name })
    expect(refusal.message).toContain('new replica ids')
    expect(disk.bytesOf(`${DIR}/${name}`)).toEqual(before)
  })

  it('that is missing makes the node refuse to start, even where it may create a folder (B10)', () => {
    const kept = memoryBench()
    opened(kept.open())
    kept.disk.crash({ kind: 'keep' })
    kept.disk.now({ op: 'unlink', path: `${DIR}/${name}` })
    expect(refused(kept.open())).toMatchObject({ code: 'missing', file: name })
    expect(refused(kept.open({ mayCreate: false }))).toMatchObject({ code: 'missing', file: name })
  })

  it('is pretty JSON, and an editor may change its white space', () => {
    const { open } = startedWith(name, (bytes) => {
      expect(bytes.toString()).toMatch(/^\{\n {2}"crc": "[0-9a-f]{8}",\n {2}"kind"/)
      return editEnvelope(bytes, (all) => all)
    })
    expect(opened(open()).life).toBe(2)
  })
})

describe('a folder whose making was interrupted', () => {
  it('is made again if it may be, at every point of its making', () => {
    for (let at = 1; at < 40; at++) {
      const { disk, open } = memoryBench({}, { fault: (_op, count) => (count === at ? 'crash' : null) })
      try {
        open()
      } catch {
        disk.crash({ kind: 'lose' })
      }
      disk.crash({ kind: 'keep' })
      expect(open().ok, `crash at call ${at}`).toBe(true)
    }
  })

  it('is refused where no new folder is expected', () => {
    const { disk, open } = memoryBench()
    disk.now({ op: 'mkdir', path: DIR })
    expect(refused(open({ mayCreate: false }))).toMatchObject({ code: 'missing', file: 'identity.json' })
  })
})

describe('temporary files', () => {
  it('that a crash left are removed, whatever is in them', () => {
    const { disk, open } = memoryBench()
    opened(open())
    disk.crash({ kind: 'keep' })
    disk.put(`${DIR}/manifest.json.7.3.tmp`, Buffer.from('{"half'))
    disk.put(`${DIR}/wal/00000002.json.tmp`, Buffer.alloc(9))
    expect(opened(open()).life).toBe(2)
    expect(disk.paths().filter((path) => path.endsWith('.tmp'))).toEqual([])
  })
})
