// The body of an append: a JSON head, a newline, then the entries' bytes as they are. Commands are
// JSON text that nobody parses before the machine applies it, and each entry is encoded once, however
// many peers it goes to (100 entries cost a seventh of what JSON in JSON costs).

import { isUtf8 } from 'node:buffer'
import type { Entry, MessageOf } from '../raft/types.ts'
import type { LogIndex, Term } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { assert } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import { configSchema } from './config-schema.ts'
import { FieldReader, isWhole, parseAs, parseFields } from './shape.ts'

const NEWLINE = 0x0a
const NO_BYTES = Buffer.alloc(0)

export type AppBody = Omit<MessageOf<'app'>, 'g' | 'from' | 'to' | 't'>
/** Term, kind and length of one entry; its index follows from its place behind `prevIndex`. */
type EntryHead = readonly [term: Term, kind: Entry['kind'], byteLength: number]

/** The bytes of an entry live as long as the entry itself: as long as a core holds it. */
export class EntryBytes {
  private readonly bytes = new WeakMap<Entry, Buffer>()

  of(entry: Entry): Buffer {
    if (entry.kind === 'noop') return NO_BYTES
    const known = this.bytes.get(entry)
    if (known !== undefined) return known
    const made = Buffer.from(entry.kind === 'cmd' ? entry.data : JSON.stringify(entry.conf))
    if (entry.kind === 'cmd')
      assert(made.length === entry.bytes, 'Entry.bytes is the UTF-8 length of its data')
    this.bytes.set(entry, made)
    return made
  }
}

export function encodeApp(message: MessageOf<'app'>, cache: EntryBytes): readonly Uint8Array[] {
  const { prevIndex, prevTerm, commit, session, term, entries } = message
  const parts: Uint8Array[] = []
  const e = entries.map((entry, place): EntryHead => {
    assert(entry.index === prevIndex + 1 + place, 'an append holds contiguous entries')
    const bytes = cache.of(entry)
    if (bytes.length > 0) parts.push(bytes)
    return [entry.term, entry.kind, bytes.length]
  })
  const head = JSON.stringify({ prevIndex, prevTerm, commit, session, term, e })
  return [Buffer.from(`${head}\n`), ...parts]
}

export function decodeApp(body: Buffer): Result<AppBody, string> {
  const headEnd = body.indexOf(NEWLINE)
  if (headEnd < 0) return err('the head of the append does not end')
  // Bytes that are no text would come out of the next encoding longer than they went in.
  if (!isUtf8(body)) return err('the append is not UTF-8')
  const fields = parseFields(body.toString('utf8', 0, headEnd))
  if (!fields.ok) return fields
  const read = new FieldReader(fields.value)
  const head = read.done({
    prevIndex: read.whole('prevIndex'),
    prevTerm: read.whole('prevTerm'),
    commit: read.whole('commit'),
    session: read.whole('session'),
    term: read.whole('term'),
  })
  if (!head.ok) return head
  const entries = decodeEntries(fields.value['e'], head.value.prevIndex + 1, body, headEnd + 1)
  return entries.ok ? ok({ ...head.value, entries: entries.value }) : entries
}

function decodeEntries(heads: unknown, first: LogIndex, body: Buffer, from: number): Result<Entry[], string> {
  if (!Array.isArray(heads)) return err('the append has no list of entries')
  const entries: Entry[] = []
  let at = from
  for (const head of heads) {
    if (!isEntryHead(head)) return err(`entry ${first + entries.length} has a wrong head`)
    const [term, kind, length] = head
    const entry =
      at + length <= body.length
        ? decodeEntry(first + entries.length, term, kind, body.subarray(at, at + length))
        : null
    if (entry === null) return err(`entry ${first + entries.length} is not whole`)
    entries.push(entry)
    at += length
  }
  return at === body.length ? ok(entries) : err('bytes follow the last entry')
}

function isEntryHead(value: unknown): value is EntryHead {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [term, kind, length]: readonly unknown[] = value
  return isWhole(term) && (kind === 'noop' || kind === 'cmd' || kind === 'conf') && isWhole(length)
}

function decodeEntry(index: LogIndex, term: Term, kind: Entry['kind'], bytes: Buffer): Entry | null {
  if (kind === 'cmd') return { index, term, kind, data: bytes.toString('utf8'), bytes: bytes.length }
  if (kind === 'noop') return bytes.length === 0 ? { index, term, kind } : null
  const conf = parseAs(configSchema, bytes.toString('utf8'))
  return conf.ok ? { index, term, kind, conf: conf.value } : null
}
