import { describe, expect, it } from 'vitest'
import type { Result } from '../../shared/result.ts'
import type { PutRecord, StorageRefusal } from './port.ts'
import type { HeadGroup, LogRecord, PrevFile } from './records.ts'
import type { RecoveredLog } from './replay.ts'
import { err } from '../../shared/result.ts'
import { encodeBatch } from './log-adapter.ts'
import { examineFile } from './recovery.ts'
import { createReplay } from './replay.ts'
import { headAfter } from './rotation.ts'
import { CLUSTER, GROUP, NODE, put, puts, refused, REPLICA, replica } from './storage-fixtures.ts'

interface FileParts {
  readonly prev?: PrevFile | null
  readonly groups?: readonly HeadGroup[]
  readonly node?: string
}

interface BuiltFile {
  readonly file: number
  readonly bytes: Buffer
  /** What the next file says of this one. */
  readonly prev: PrevFile
}

function build(
  records: readonly PutRecord[],
  { prev = null, groups = [], node = NODE }: FileParts = {},
): BuiltFile {
  const head = headAfter({ cluster: CLUSTER, node, prev, groups })
  const lines: LogRecord[] = [head]
  for (const record of records)
    lines.push({ n: head.n + lines.length, d: head.n + lines.length - 1, k: 'put', put: record })
  const { bytes } = encodeBatch(head.file, lines, 0)
  return {
    file: head.file,
    bytes,
    prev: { file: head.file, n: head.n + records.length, bytes: bytes.length },
  }
}

function replay(files: readonly BuiltFile[], replicas = [replica()]): Result<RecoveredLog, StorageRefusal> {
  const running = createReplay({ cluster: CLUSTER, node: NODE, replicas }, examineFile)
  for (const [at, { file, bytes }] of files.entries()) {
    const refusal = running.add(file, bytes, at < files.length - 1)
    if (refusal !== null) return err(refusal)
  }
  return running.finish()
}

const stand = (changes: Partial<HeadGroup>): HeadGroup => ({
  g: GROUP,
  rep: REPLICA,
  term: 0,
  vote: 0,
  last: [0, 0],
  snap: null,
  commit: 0,
  ...changes,
})
const recovered = (files: readonly BuiltFile[]) => {
  const result = replay(files)
  return result.ok ? result.value.replicas[0] : null
}
const conf = { voters: [REPLICA], outgoing: [], learners: [] }
const snapAt = (index: number, term = 1) => ({ index, term, conf, bytes: 1, crc: '00000000' })

describe('replay over files', () => {
  it('connects the indexes of each group by the head of the next file (B47)', () => {
    const first = build([puts(1, 3)])
    const groups = [stand({ last: [3, 1] })]
    const second = build([puts(4)], { prev: first.prev, groups })
    expect(recovered([first, second])?.log.map((entry) => entry.index)).toEqual([1, 2, 3, 4])
  })

  it('refuses a head that does not say where the file before left a group (B47)', () => {
    const first = build([puts(1, 3)])
    for (const wrong of [
      stand({ last: [4, 1] }),
      stand({ last: [3, 2] }),
      stand({ last: [3, 1], term: 5 }),
    ]) {
      const second = build([], { prev: first.prev, groups: [wrong] })
      const refusal = refused(replay([first, second]))
      expect(refusal).toMatchObject({ code: 'damaged', file: 'wal/00000002.json' })
      expect(refusal.message).toContain('does not stand where the files before left it')
    }
  })

  it('refuses a file that does not follow the one before: number or size', () => {
    const first = build([puts(1, 3)])
    const groups = [stand({ last: [3, 1] })]
    const longer = build([], { prev: { ...first.prev, bytes: first.prev.bytes + 1 }, groups })
    expect(refused(replay([first, longer])).message).toContain('was closed with')
    const later = build([], { prev: { ...first.prev, n: first.prev.n + 1 }, groups })
    expect(refused(replay([first, later])).message).toContain('does not follow record 2 of file 1')
  })

  it('refuses a closed file that is not whole, byte and all', () => {
    const first = build([puts(1, 3)])
    const second = build([], { prev: first.prev, groups: [stand({ last: [3, 1] })] })
    const cut = { ...first, bytes: first.bytes.subarray(0, first.bytes.length - 1) }
    const refusal = refused(replay([cut, second]))
    expect(refusal.message).toContain(`wal/00000001.json is damaged at byte ${first.bytes.length - 1}`)
    expect(refusal.message).not.toMatch(/truncate|cut/)
  })

  it('refuses a log without its beginning unless a snapshot covers it (B47)', () => {
    const prev = { file: 4, n: 90, bytes: 1000 }
    const bare = build([puts(8)], { prev, groups: [stand({ last: [7, 1] })] })
    expect(refused(replay([bare]))).toMatchObject({ code: 'missing' })
    const covered = build([puts(8)], { prev, groups: [stand({ last: [7, 1], snap: snapAt(7) })] })
    expect(recovered([covered])).toMatchObject({ snap: snapAt(7), commit: 7, log: [{ index: 8 }] })
  })

  it('lets a cut reach behind the beginning of the oldest file if a snapshot covers the rest', () => {
    const prev = { file: 4, n: 90, bytes: 1000 }
    const back = put({ truncateFrom: 6, append: puts(6, 6, 2).persist.append })
    const file = build([back], { prev, groups: [stand({ last: [7, 1], snap: snapAt(5) })] })
    expect(recovered([file])?.log).toMatchObject([{ index: 6, term: 2 }])
  })

  it('refuses indexes with a hole, and names the record', () => {
    const refusal = refused(replay([build([puts(1), puts(3)])]))
    expect(refusal.message).toContain('record 3: entry at index 3 does not connect to the last one, 1')
  })

  it('refuses a file of another node', () => {
    expect(refused(replay([build([], { node: 'broker-9' })]))).toMatchObject({ code: 'foreign' })
  })

  it('passes over replicas that the manifest does not name', () => {
    const stranger = put({ append: puts(40).persist.append }, { replica: 77 })
    expect(recovered([build([stranger, puts(1)])])?.log).toHaveLength(1)
  })

  it('refuses when there is no file at all', () => {
    expect(refused(replay([]))).toMatchObject({ code: 'missing', file: 'wal/00000001.json' })
  })
})
