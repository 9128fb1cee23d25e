// What every storage must do with snapshots, old log files and replicas that leave, whatever holds its bytes.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../shared/result.ts'
import type { DiskError, NodeStorage, SnapshotPart, Told } from './port.ts'
import type { StorageBench } from './storage.contract.ts'
import {
  command,
  GROUP,
  opened,
  partOf,
  put,
  puts,
  refused,
  REPLICA,
  replica,
  snapshotOf,
  textsOf,
} from './storage-fixtures.ts'

type Files = ReturnType<typeof snapshotOf>

const OLD = partOf('seg-000000000001-000000001000', ['ä', 'b'])
const NEW = partOf('seg-000000001001-000000002000', [{ text: 'c' }])
/** Three files of SMALL_FILE_BYTES at least. */
const MANY_ENTRIES = 40

export function snapshotsContract(name: string, makeBench: () => Promise<StorageBench>): void {
  describe(`snapshots in ${name} storage`, () => {
    let bench: StorageBench
    let storage: NodeStorage
    beforeEach(async () => {
      bench = await makeBench()
      storage = opened(await bench.open())
    })
    afterEach(() => bench.remove())

    const restart = async (): Promise<NodeStorage> => {
      await bench.kill()
      storage = opened(await bench.open())
      return storage
    }
    const did = async (begin: (done: Told) => void): Promise<void> =>
      expect(await bench.finish<Result<null, DiskError>>(begin)).toEqual({ ok: true, value: null })
    const save = (files: Files, parts: readonly SnapshotPart[] = files.parts, group = GROUP): Promise<void> =>
      did((done) => storage.saveSnapshot(group, { ...files, parts }, done))
    const keepOnly = ({ meta, parts }: Files): Promise<void> =>
      did((done) =>
        storage.keepOnly(
          GROUP,
          meta,
          parts.map((part) => part.meta),
          done,
        ),
      )
    const name = (files: Files): Promise<unknown> => bench.append(storage, [put({ snap: files.meta })])
    const append = async (from: number, to: number): Promise<void> => {
      for (let index = from; index <= to; index++) await bench.append(storage, [puts(index)])
    }
    const groupFiles = async (): Promise<readonly string[]> =>
      (await bench.files(`groups/${GROUP}`)).map((path) => path.slice(path.lastIndexOf('/') + 1))
    const file = (part: SnapshotPart): string => `${part.meta.name}.json`

    it('come back as the state that the newest record names, with its parts', async () => {
      const files = snapshotOf(3, 1, { balance: 7 }, [OLD, NEW])
      await append(1, 5)
      await save(files)
      await name(files)
      const [found] = (await restart()).replicas
      expect(found).toMatchObject({ snap: files.meta, commit: 3, log: [{ index: 4 }, { index: 5 }] })
      expect(found?.state).toEqual({ document: { balance: 7 }, parts: [OLD.meta, NEW.meta] })
      expect(await bench.wait(storage.readSnapshot(GROUP, files.meta))).toEqual({
        ok: true,
        value: files.text,
      })
      expect(await bench.wait(storage.readPart(GROUP, OLD.meta.name))).toEqual({ ok: true, value: OLD.text })
    })

    it('that a leader sent replace a log that ends before them, and the log goes on behind', async () => {
      await append(1, 2)
      const files = snapshotOf(90, 7, 'of the leader')
      await save(files)
      await name(files)
      await bench.append(storage, [put({ append: [command(91, 7)] })])
      const [found] = (await restart()).replicas
      expect(found).toMatchObject({ snap: files.meta, commit: 90, log: [{ index: 91 }] })
      expect(found?.state?.document).toBe('of the leader')
    })

    it('without a record are as if never taken, and their files go (B51)', async () => {
      await append(1, 5)
      await save(snapshotOf(3, 1, 'unnamed', [OLD]))
      expect(await groupFiles()).toEqual([file(OLD), 'snap-000000000003-000001.json'])
      const [found] = (await restart()).replicas
      expect(found).toMatchObject({ snap: null, state: null })
      expect(found?.log).toHaveLength(5)
      expect(await groupFiles()).toEqual([])
      expect(storage.hasPart(GROUP, OLD.meta)).toBe(false)
    })

    it('write only the parts that are missing, and are known part by part', async () => {
      expect(storage.hasPart(GROUP, OLD.meta)).toBe(false)
      await did((done) => storage.savePart(GROUP, OLD, done))
      expect(storage.hasPart(GROUP, OLD.meta)).toBe(true)
      expect(storage.hasPart(GROUP, { ...OLD.meta, crc: NEW.meta.crc })).toBe(false)
      const files = snapshotOf(90, 1, 'x', [OLD, NEW])
      await save(files, [NEW])
      await name(files)
      await restart()
      expect([OLD, NEW].map(({ meta }) => storage.hasPart(GROUP, meta))).toEqual([true, true])
    })

    it('are never saved without a part that they name', () => {
      const lacking = snapshotOf(90, 1, 'x', [OLD, NEW])
      const saving = (): void => storage.saveSnapshot(GROUP, { ...lacking, parts: [NEW] }, () => {})
      expect(saving).toThrow(`names ${OLD.meta.name}, which nobody wrote`)
    })

    it('keep only what the newest one and the ones after it name, and what came in between', async () => {
      const [first, second] = [snapshotOf(2, 1, 'first', [OLD]), snapshotOf(4, 1, 'second', [NEW])]
      const early = partOf('seg-000000002001-000000003000', ['on its way'])
      await append(1, 5)
      await save(first)
      await name(first)
      await save(second)
      await did((done) => storage.savePart(GROUP, early, done))
      await keepOnly(first)
      expect(await groupFiles()).toHaveLength(5)
      await name(second)
      await keepOnly(second)
      expect(await groupFiles()).toEqual([file(NEW), file(early), 'snap-000000000004-000001.json'])
      expect(storage.hasPart(GROUP, OLD.meta)).toBe(false)
      expect((await bench.wait(storage.readPart(GROUP, OLD.meta.name))).ok).toBe(false)
      expect((await restart()).replicas[0]?.state?.document).toBe('second')
    })

    it('let the log files go that they cover, oldest first, and never the newest (B46)', async () => {
      await append(1, MANY_ENTRIES)
      const before = await bench.logFiles()
      const covering = snapshotOf(MANY_ENTRIES, 1, 'all')
      await save(covering)
      expect(await bench.logFiles()).toEqual(before)
      await name(covering)
      await bench.settle()
      const left = await bench.logFiles()
      expect(left).toHaveLength(1)
      // The record that names the snapshot may have begun a new file.
      expect([...before, ...left].sort().at(-1)).toBe(left[0])
      await append(MANY_ENTRIES + 1, MANY_ENTRIES + 2)
      const [found] = (await restart()).replicas
      expect(found?.log.map((entry) => entry.index)).toEqual([MANY_ENTRIES + 1, MANY_ENTRIES + 2])
    })

    it('that covered a file before a crash let it go at the next start', async () => {
      await append(1, MANY_ENTRIES)
      const covering = snapshotOf(MANY_ENTRIES, 1, 'all')
      await save(covering)
      await name(covering)
      await restart()
      await bench.settle()
      expect(await bench.logFiles()).toHaveLength(1)
    })

    it('of a removed replica go with it; its id never comes back, and a new one may (B61)', async () => {
      const files = snapshotOf(2, 1, 'gone', [OLD])
      await append(1, 3)
      await save(files)
      await name(files)
      await did((done) => storage.removeReplica(GROUP, REPLICA, done))
      expect(await groupFiles()).toEqual([])
      await restart()
      expect(storage.replicas).toEqual([])
      const late = await bench.wait(storage.addReplica(replica()))
      expect(late).toMatchObject({ ok: false, error: { code: 'tombstoned' } })
      expect(await bench.wait(storage.addReplica(replica(REPLICA + 1)))).toMatchObject({ ok: true })
      expect((await restart()).replicas.map((each) => each.record.replica)).toEqual([REPLICA + 1])
    })

    it('a removed replica keeps no log file, and a record of it that comes late is not read', async () => {
      await bench.wait(storage.addReplica(replica(44, 9)))
      await bench.append(storage, [put({ append: [command(1)] }, { group: 9, replica: 44 })])
      await append(1, MANY_ENTRIES)
      const covering = snapshotOf(MANY_ENTRIES, 1, 'all')
      await save(covering)
      await name(covering)
      expect((await bench.logFiles()).length).toBeGreaterThan(2)
      await did((done) => storage.removeReplica(9, 44, done))
      await bench.settle()
      expect(await bench.logFiles()).toHaveLength(1)
      await bench.append(storage, [put({ append: [command(7)] }, { group: 9, replica: 44 })])
      expect((await restart()).replicas.map((each) => each.record.replica)).toEqual([REPLICA])
      expect(textsOf(storage)).toEqual([])
    })

    it('a removal that names an old id leaves the files of the new one alone', async () => {
      await bench.close(storage)
      storage = opened(await bench.open())
      await did((done) => storage.removeReplica(GROUP, REPLICA, done))
      await bench.wait(storage.addReplica(replica(REPLICA + 1)))
      const files = snapshotOf(2, 1, 'new', [NEW])
      await save(files)
      await bench.append(storage, [put({ snap: files.meta }, { replica: REPLICA + 1 })])
      await did((done) => storage.removeReplica(GROUP, REPLICA, done))
      expect(await groupFiles()).toHaveLength(2)
      expect((await restart()).replicas[0]?.state?.document).toBe('new')
    })

    it('quiet groups that pin old files are named, once there are many', async () => {
      await bench.wait(storage.addReplica(replica(44, 9)))
      await bench.append(storage, [put({ append: [command(1)] }, { group: 9, replica: 44 })])
      for (let index = 1; (await bench.logFiles()).length <= 8; index++) {
        expect(storage.log.pinning()).toEqual([])
        await append(index, index)
      }
      expect(new Set(storage.log.pinning())).toEqual(new Set([GROUP, 9]))
      const quiet = snapshotOf(1, 1, 'quiet')
      await save(quiet, [], 9)
      await bench.append(storage, [put({ snap: quiet.meta }, { group: 9, replica: 44 })])
      expect(storage.log.pinning()).toEqual([GROUP])
    })

    it('are refused at the start when the document is missing (B43)', async () => {
      const files = snapshotOf(3, 1, 'lost')
      await append(1, 3)
      await save(files)
      await name(files)
      await bench.kill()
      await bench.drop('groups/3/snap-000000000003-000001.json')
      const refusal = refused(await bench.open({ mayCreate: false }))
      expect(refusal).toMatchObject({ code: 'missing', file: 'groups/3/snap-000000000003-000001.json' })
      expect(refusal.message).toContain('new replica ids')
    })
  })
}
