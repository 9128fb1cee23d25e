// What every storage must do, whatever holds its bytes. The list of cases follows what log stores of
// other Raft libraries are asked (openraft's log suite among them).

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../shared/result.ts'
import type { AppendResult, ManualTimers } from './storage-fixtures.ts'
import type { NodeStorage, OpenOptions, PutRecord, StorageRefusal } from './port.ts'
import {
  command,
  opened,
  put,
  puts,
  refused,
  REPLICA,
  replica,
  snapshotOf,
  textsOf,
} from './storage-fixtures.ts'

/** A record as it stands in a file. */
export interface SeenRecord {
  readonly n: number
  readonly d: number
  readonly k: string
  readonly app?: readonly { readonly index: number }[]
}

/** How an engine's files look from outside. */
export interface FileShape {
  /** What the text of a whole file holds. */
  readonly records: (text: string) => readonly SeenRecord[]
  /** What stands at a place that was told. */
  readonly record: (text: string) => SeenRecord
}

export const LINES: FileShape = {
  records(text) {
    const lines: readonly { readonly r: SeenRecord }[] = JSON.parse(text)
    return lines.map(({ r }) => r)
  },
  record(text) {
    const line: { readonly r: SeenRecord } = JSON.parse(text)
    return line.r
  },
}

export const DOCUMENTS: FileShape = {
  records(text) {
    const document: { readonly data: readonly SeenRecord[] } = JSON.parse(text)
    return document.data
  },
  record: (text) => JSON.parse(text),
}

export interface StorageBench {
  readonly shape: FileShape
  readonly timers: ManualTimers
  open(options?: Partial<OpenOptions>): Promise<Result<NodeStorage, StorageRefusal>>
  append(storage: NodeStorage, batch: readonly PutRecord[]): Promise<AppendResult>
  /** Waits until every write that was begun has ended. */
  settle(): Promise<void>
  /** Waits for what is begun, and for every write that it begins. */
  finish<T>(begin: (done: (result: T) => void) => void): Promise<T>
  wait<T>(begun: Promise<T>): Promise<T>
  addReplica(storage: NodeStorage, record: ReturnType<typeof replica>): Promise<boolean>
  close(storage: NodeStorage): Promise<void>
  /** SIGKILL: the page cache lives on, nobody says goodbye. */
  kill(): Promise<void>
  text(path: string): Promise<string>
  /** The names of the log files, in order. */
  logFiles(): Promise<readonly string[]>
  /** The paths of the files in a folder of the node, in order. */
  files(folder: string): Promise<readonly string[]>
  /** Takes a file away, as a person would. */
  drop(path: string): Promise<void>
  remove(): Promise<void>
}

/** Small enough that a few records fill a file. */
export const SMALL_FILE_BYTES = 1500

export function storageContract(name: string, makeBench: () => Promise<StorageBench>): void {
  describe(`${name} storage`, () => {
    let bench: StorageBench
    beforeEach(async () => {
      bench = await makeBench()
    })
    afterEach(() => bench.remove())

    const start = async (options?: Partial<OpenOptions>): Promise<NodeStorage> =>
      opened(await bench.open(options))
    const restart = async (): Promise<NodeStorage> => {
      await bench.kill()
      return start()
    }
    const newest = async (): Promise<string> => bench.text((await bench.logFiles()).at(-1) ?? '')
    const newestRecords = async (): Promise<readonly SeenRecord[]> => bench.shape.records(await newest())

    it('starts empty, in its first life, with the replicas it was given', async () => {
      const storage = await start()
      expect(storage.life).toBe(1)
      expect(storage.replicas).toEqual([
        {
          record: replica(),
          hard: { term: 0, vote: 0 },
          commit: 0,
          snap: null,
          margin: [],
          state: null,
          log: [],
        },
      ])
    })

    it('keeps birth and identity and counts its lives', async () => {
      const first = await start()
      const second = await restart()
      await bench.close(second)
      const third = await start()
      expect([first.life, second.life, third.life]).toEqual([1, 2, 3])
      expect(third.birth).toBe(first.birth)
    })

    it('keeps term and vote, and entries of every kind with the very same command text (B01)', async () => {
      const storage = await start()
      const conf = { voters: [REPLICA, 13], outgoing: [], learners: [14] }
      const append = [
        { index: 1, term: 7, kind: 'noop' as const },
        command(2, 7, 'line\nbreak "quoted" \\ ü 語 \u2028'),
        { index: 3, term: 7, kind: 'conf' as const, conf },
      ]
      await bench.append(storage, [put({ hard: { term: 7, vote: 13 }, append }, { commit: 2 })])
      const [found] = (await restart()).replicas
      expect(found).toMatchObject({ hard: { term: 7, vote: 13 }, commit: 2, log: append })
    })

    it('replays a cut before the entries of the same record', async () => {
      const storage = await start()
      await bench.append(storage, [puts(1, 5)])
      await bench.append(storage, [put({ truncateFrom: 3, append: [command(3, 2, 'new')] })])
      const texts = textsOf(await restart())
      expect(texts.map((text) => text[0])).toEqual(['1', '2', '3'])
      expect(texts[2]).toContain('new')
    })

    it('lowers a commit hint above the log instead of calling it an error (B24)', async () => {
      const storage = await start()
      await bench.append(storage, [put({ append: [command(1), command(2)] }, { commit: 2 })])
      await bench.append(storage, [put({ truncateFrom: 2 }, { commit: 90 })])
      expect((await restart()).replicas[0]?.commit).toBe(1)
    })

    it('keeps the entries behind a snapshot only if the entry at its index has its term (B50)', async () => {
      const storage = await start({ firstReplicas: [replica(12, 3), replica(13, 4)] })
      const [own, foreign] = [snapshotOf(3, 1, 'own'), snapshotOf(3, 2, 'leader')]
      await bench.finish((done) => storage.saveSnapshot(3, own, done))
      await bench.finish((done) => storage.saveSnapshot(4, foreign, done))
      await bench.append(storage, [
        put({ append: puts(1, 5).persist.append }),
        put({ snap: own.meta }),
        put({ append: puts(1, 5).persist.append }, { group: 4, replica: 13 }),
        put({ snap: foreign.meta }, { group: 4, replica: 13 }),
      ])
      const found = (await restart()).replicas
      expect(found.map((each) => each.log.map((entry) => entry.index))).toEqual([[4, 5], []])
      expect(found.map((each) => each.state?.document)).toEqual(['own', 'leader'])
    })

    it('keeps 300 groups apart that write in turn', async () => {
      const ids = Array.from({ length: 300 }, (_, at) => 100 + at)
      const storage = await start({ firstReplicas: ids.map((id) => replica(id, id)) })
      for (const index of [1, 2, 3]) {
        const batch = ids.map((id) =>
          put({ append: [command(index, 1, `${id}`)] }, { group: id, replica: id }),
        )
        await bench.append(storage, batch)
      }
      const again = await restart()
      for (const id of ids) expect(textsOf(again, id)).toEqual([1, 2, 3].map((n) => `${n}{"text":"${id}"}`))
    })

    it('tells where each record of a batch lies', async () => {
      const storage = await start()
      const done = await bench.append(storage, [puts(1), puts(2), puts(3)])
      const text = Buffer.from(await newest())
      const records = done.ok
        ? done.value.places.map(({ offset, length }) =>
            bench.shape.record(text.toString('utf8', offset, offset + length)),
          )
        : []
      expect(records.map(({ n, app }) => [n, app?.[0]?.index])).toEqual([
        [2, 1],
        [3, 2],
        [4, 3],
      ])
    })

    it('is valid JSON of what was appended at every rest point, over files too', async () => {
      const storage = await start()
      for (let index = 1; index <= 40; index++) {
        await bench.append(storage, [puts(index)])
        expect((await newestRecords()).at(-1)).toMatchObject({ k: 'put', app: [{ index }] })
      }
      const files = await bench.logFiles()
      expect(files.length).toBeGreaterThan(2)
      const all = await Promise.all(files.map(async (file) => bench.shape.records(await bench.text(file))))
      expect(all.flat().map(({ n }) => n)).toEqual(all.flat().map((_, at) => at + 1))
      expect(textsOf(await restart())).toHaveLength(40)
    })

    it('goes on after a restart where it stopped, over files', async () => {
      let storage = await start()
      for (let life = 0; life < 5; life++) {
        for (let index = 1; index <= 9; index++) await bench.append(storage, [puts(life * 9 + index)])
        storage = await restart()
      }
      expect(textsOf(storage)).toHaveLength(45)
    })

    it('writes one fence when it was quiet, and then nothing more', async () => {
      const storage = await start()
      await bench.append(storage, [puts(1)])
      expect(bench.timers.fire()).toBe(1)
      await bench.settle()
      const fenced = await newest()
      expect(bench.shape.records(fenced).at(-1)).toMatchObject({ n: 3, d: 2, k: 'fence' })
      expect(bench.timers.fire()).toBe(0)
      expect(await newest()).toBe(fenced)
    })

    it('lets an append that comes during the fence wait its turn', async () => {
      const storage = await start()
      await bench.append(storage, [puts(1)])
      bench.timers.fire()
      expect((await bench.append(storage, [puts(2)])).ok).toBe(true)
      expect((await newestRecords()).map(({ k }) => k)).toEqual(['head', 'put', 'fence', 'put'])
    })

    it('closes with a fence, after the append that runs, and gives the lock back', async () => {
      const storage = await start()
      let told = false
      storage.log.append([puts(1)], (result) => (told = result.ok))
      await bench.close(storage)
      expect(told).toBe(true)
      expect((await newestRecords()).at(-1)?.k).toBe('fence')
      expect(textsOf(await start())).toHaveLength(1)
    })

    it('never calls done inside append', async () => {
      const storage = await start()
      let inside = true
      const told = new Promise<boolean>((resolve) => storage.log.append([puts(1)], () => resolve(inside)))
      inside = false
      await bench.settle()
      expect(await told).toBe(false)
    })

    it('makes an added replica durable before it answers, and replays it', async () => {
      const storage = await start()
      expect(await bench.addReplica(storage, replica(44, 9))).toBe(true)
      expect(await bench.addReplica(storage, replica(44, 9))).toBe(true)
      await bench.append(storage, [put({ append: [command(1)] }, { group: 9, replica: 44 })])
      const again = await restart()
      expect(again.replicas.map((each) => each.record)).toEqual([replica(), replica(44, 9)])
      expect(textsOf(again, 44)).toHaveLength(1)
    })

    it('takes no record of a replica that the manifest does not name (B17)', async () => {
      const storage = await start()
      const stranger = put({ append: [command(1)] }, { replica: 99 })
      expect(() => storage.log.append([stranger], () => {})).toThrow('before the manifest names it')
    })

    it('takes no record that leaves a hole in the log', async () => {
      const storage = await start()
      expect(() => storage.log.append([puts(2)], () => {})).toThrow('has a hole')
    })

    it('refuses a second owner of the folder while the first is alive', async () => {
      const storage = await start()
      expect(refused(await bench.open())).toMatchObject({ code: 'locked' })
      await bench.append(storage, [puts(1)])
      expect(textsOf(await restart())).toHaveLength(1)
    })

    it('refuses to start without its folder, and makes none, unless it may (B10)', async () => {
      expect(refused(await bench.open({ mayCreate: false }))).toMatchObject({ code: 'missing' })
      expect(await bench.logFiles()).toEqual([])
      expect((await start()).life).toBe(1)
    })

    it('refuses the folder of another node or cluster', async () => {
      await bench.close(await start())
      expect(refused(await bench.open({ cluster: 'c-2' }))).toMatchObject({ code: 'foreign' })
      expect(refused(await bench.open({ node: 'broker-3' }))).toMatchObject({ code: 'foreign' })
      expect((await start()).life).toBe(2)
    })
  })
}
