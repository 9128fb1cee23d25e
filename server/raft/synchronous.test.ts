// A vote that is decided now and looks at the log a moment later is cast on what was: so in this core, and in the
// machines it feeds, there is no moment in between. Nothing waits, and nothing knows a clock.

import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const FOLDERS = ['raft', 'machines']
const SERVER = fileURLToPath(new URL('..', import.meta.url))

/** Words for what happens later, or elsewhere; chance is among them, for it would part two replicas. */
const LATER =
  /\b(?:async|await|Promise|(?<=\.)then|yield|set(?:Timeout|Interval|Immediate)|queueMicrotask|nextTick|Date|performance|process|globalThis|EventEmitter|Math\.random|crypto)\b/g
/** A machine may read a snapshot in slices: they stand beside it, and one step puts them in its place. */
const IN_SLICES = 'yield'
/** What is said about the code, and texts it shows, are not the code. */
const NOT_CODE = /\/\*[^]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'/g

const wordsOfLater = (source: string): string[] => source.replaceAll(NOT_CODE, ' ').match(LATER) ?? []

/** Everything that runs in a node: not tests, and not what only tests use. */
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(`${SERVER}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|contract|fixture)\.ts$|^testing\//.test(name))
    .map((name) => `${folder}/${name}`),
)

describe('the core and the machines', () => {
  it('B07: never wait, and know no promise, timer or clock, so a step sees one moment', () => {
    const found = sources.flatMap((path) =>
      wordsOfLater(readFileSync(`${SERVER}${path}`, 'utf8'))
        .filter((word) => !(path.startsWith('machines/') && word === IN_SLICES))
        .map((word) => `${path}: ${word}`),
    )
    expect(found).toEqual([])
    expect(sources).toEqual(expect.arrayContaining(['raft/voting.ts', 'raft/core.ts', 'machines/machine.ts']))
    expect(sources.length).toBeGreaterThan(30)
  })

  it.each([
    ['async function vote() {}', 'async'],
    ['const last = await log.last()', 'await'],
    ['function last(): Promise<number>', 'Promise'],
    ['disk.sync().then(grant)', 'then'],
    ['setTimeout(campaign, 150)', 'setTimeout'],
    ['queueMicrotask(grant)', 'queueMicrotask'],
    ['const last = yield index', 'yield'],
    ['const now = Date.now()', 'Date'],
    ['const now = performance.now()', 'performance'],
    ['process.nextTick(grant)', 'process'],
    ['/* fine */ await log // here', 'await'],
  ])('B07: would be caught at %s', (source, word) => {
    expect(wordsOfLater(source)[0]).toBe(word)
  })

  it('B07: may speak of waiting in comments and texts', () => {
    expect(wordsOfLater("// await\n/* Promise\n Date */ const why = 'then'")).toEqual([])
  })
})
