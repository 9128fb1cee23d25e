// Polices the repository: what no compiler and no linter looks at.

import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { namedTests, wanting } from './testing/spec-tests.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-results', 'playwright-report'])
const isOurs = (name: string): boolean => !NOT_OURS.has(name) && !name.startsWith('data.')
/** Above this a file is asked whether it does two jobs; above the other one it does. */
const LONG = 300
const TOO_LONG = 400

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (!isOurs(entry.name) || ['.git', '.cache'].includes(entry.name)) return []
    return entry.isDirectory() ? walk(path) : [path]
  })
}

const files = walk('')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const isCode = (path: string): boolean => /\.(tsx?|mjs|cjs)$/.test(path)
const isText = (path: string): boolean =>
  /\.(tsx?|mjs|cjs|md|json|html|css|txt)$|^\.ci\/|^\.npmrc$/.test(path) && path !== 'package-lock.json'
const code = files.filter(isCode)

/** `path:line` of every line that matches. */
const places = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}`] : [])),
  )
/** Written in two halves, so that this file does not find itself. */
const either = (...halves: readonly (readonly [string, string])[]): RegExp =>
  new RegExp(halves.map(([first, second]) => first + second).join('|'))

describe('the repository', () => {
  it('has no file above 400 lines', () => {
    const lengths = code.map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    const long = lengths.filter(({ lines }) => lines > LONG)
    if (long.length > 0) process.stderr.write(`long files: ${JSON.stringify(long)}\n`)
    expect(long.filter(({ lines }) => lines > TOO_LONG)).toEqual([])
  })

  it('prints only where a person reads: processes, command line, terminal, benchmark, scripts', () => {
    const quiet = code.filter(
      (path) => !/^(scripts|server\/(processes|cli|bench)|atm-sim\/terminal)\//.test(path),
    )
    expect(places(quiet, either(['console', '\\.log']))).toEqual([])
  })

  it('names no workplace and nothing outside itself', () => {
    const outside = either(['/wo', 'rk/'], ['/tmp/bash', '_jobs'], ['/ro', 'ot/'], ['shared/', 'design'])
    expect(places(files.filter(isText), outside)).toEqual([])
  })

  it('has no test that is skipped, alone, empty or asleep', () => {
    const tests = code.filter((path) => /\.(test|contract)\.tsx?$|^e2e\//.test(path))
    const idle = either(
      ['\\b(it|test|describe)', '\\.(skip|only|todo|fixme)\\b'],
      ['expect\\(true', '\\)\\.toBe\\(true\\)'],
      ['waitFor', 'Timeout\\('],
    )
    expect(places(tests, idle)).toEqual([])
  })

  it('leaves nothing unfinished behind', () => {
    expect(
      places(files.filter(isText), either(['\\bTO', 'DO\\b'], ['\\bFIX', 'ME\\b'], ['\\bX', 'XX\\b'])),
    ).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  it('describes every folder of the tree', () => {
    const text = read('ARCHITECTURE.md')
    const folders = new Set(code.map(dirname).flatMap((path) => [path, dirname(path)]))
    folders.delete('.')
    const described = (path: string): boolean => text.includes(`${path.split('/').at(-1) ?? path}/`)
    expect(folders.size).toBeGreaterThan(0)
    expect([...folders].filter((path) => !described(path))).toEqual([])
  })
})

describe('the specification of the core', () => {
  const spec = 'server/raft/SPEC.md'

  it('names only tests that exist', () => {
    const named = namedTests(read(spec))
    const inFolder = (file: string): string | null => {
      const path = [`${dirname(spec)}/${file}`, file].find((one) => files.includes(one))
      return path === undefined ? null : read(path)
    }
    expect(named.length).toBeGreaterThan(0)
    expect(wanting(named, inFolder)).toEqual([])
  })

  it('names a test for every rule', () => {
    const rules = read(spec)
      .split(/^(?=\d+\. )/m)
      .filter((part) => /^\d+\. /.test(part))
    expect(rules.length).toBeGreaterThan(0)
    expect(rules.filter((rule) => !/\.(test\.ts|txt)`/.test(rule)).map((rule) => rule.slice(0, 60))).toEqual(
      [],
    )
  })
})
