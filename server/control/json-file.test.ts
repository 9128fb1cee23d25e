import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createJson, writeJson } from './json-file.ts'

let folder = ''
const path = (): string => join(folder, 'one.json')
const content = (): unknown => JSON.parse(readFileSync(path(), 'utf8'))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftroom-json-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a document', () => {
  it('is created by the first, and stays what it is for whoever is later', () => {
    expect(createJson(path(), { by: 'the first' })).toBe(true)
    expect(createJson(path(), { by: 'the second' })).toBe(false)
    expect(content()).toEqual({ by: 'the first' })
  })

  it('is replaced by whoever writes it, and nothing is left beside it', () => {
    createJson(path(), 1)
    createJson(path(), 2)
    writeJson(path(), 3)
    expect(content()).toBe(3)
    expect(readdirSync(folder)).toEqual(['one.json'])
  })
})
