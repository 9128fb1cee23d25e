// A large JSON text read bit by bit, the other way round than json-pieces.ts: objects are opened, and of a list so many
// items at a time go through JSON.parse as make a slice. For compact texts, as JSON.stringify writes them: this looks for
// places to cut and leaves it to JSON.parse to judge what is between them.

import type { Json } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'

/** A few hundred microseconds. */
const SLICE_CHARS = 16 * 1024

const [QUOTE, BACKSLASH, COMMA, COLON] = ['"', '\\', ',', ':'].map((char) => char.charCodeAt(0))
const [BRACE, BRACE_END, BRACKET, BRACKET_END] = ['{', '}', '[', ']'].map((char) => char.charCodeAt(0))

interface Read {
  readonly value: Json
  /** Behind it. */
  readonly end: number
}

/** Each step reads one slice; at the end it returns what JSON.parse would. */
export function* jsonInSlices(text: string): Generator<void, Json> {
  const { value, end } = yield* readAt(text, 0)
  assert(end === text.length, () => `the text goes on behind its value, at ${end}`)
  return value
}

function* readAt(text: string, at: number): Generator<void, Read> {
  const begin = text.charCodeAt(at)
  if (begin === BRACKET) return yield* readList(text, at)
  if (begin === BRACE) return yield* readObject(text, at)
  const end = endOf(text, at)
  return { value: parse(text.slice(at, end)), end }
}

function* readObject(text: string, begin: number): Generator<void, Read> {
  const members: [string, Json][] = []
  let at = begin + 1
  while (text.charCodeAt(at) !== BRACE_END) {
    const keyEnd = endOf(text, at)
    assert(text.charCodeAt(keyEnd) === COLON, () => `no member at ${at}`)
    const { value, end } = yield* readAt(text, keyEnd + 1)
    const key = parse(text.slice(at, keyEnd))
    assert(typeof key === 'string', () => `no name at ${at}`)
    members.push([key, value])
    at = text.charCodeAt(end) === COMMA ? end + 1 : end
  }
  return { value: Object.fromEntries(members), end: at + 1 }
}

function* readList(text: string, begin: number): Generator<void, Read> {
  const list: Json[] = []
  let at = begin + 1
  while (text.charCodeAt(at) !== BRACKET_END) {
    assert(at < text.length, () => `the list at ${begin} does not end`)
    let end = endOf(text, at)
    while (end - at < SLICE_CHARS && text.charCodeAt(end) === COMMA) end = endOf(text, end + 1)
    const items = parse(`[${text.slice(at, end)}]`)
    assert(Array.isArray(items), 'a list in brackets')
    for (const item of items) list.push(item)
    at = text.charCodeAt(end) === COMMA ? end + 1 : end
    yield
  }
  return { value: list, end: at + 1 }
}

/** Of the value that begins here: where something follows that belongs to what it stands in. */
function endOf(text: string, begin: number): number {
  let depth = 0
  for (let at = begin; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) at = closingQuote(text, at)
    else if (char === BRACE || char === BRACKET) depth += 1
    else if (depth === 0 && (char === COMMA || char === COLON)) return at
    else if (char === BRACE_END || char === BRACKET_END) {
      if (depth === 0) return at
      depth -= 1
    }
  }
  assert(depth === 0, () => `the value at ${begin} does not end`)
  return text.length
}

function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return at
  }
  throw new SyntaxError(`the string at ${opening} does not end`)
}

function parse(text: string): Json {
  const value: Json = JSON.parse(text)
  return value
}
