// An index is a part that names other parts: whoever names the index names all of them. So a snapshot of a hundred
// million messages is as small as one of a few thousand. One level is enough, and an index never names another one.

import * as z from 'zod'
import { assert } from './assert.ts'
import { crc32Of } from './crc32.ts'
import type { Part, PartMeta } from './part-meta.ts'
import { utf8Length } from './utf8.ts'

const PREFIX = 'idx-'

/** `span` says what its parts cover. */
export const indexName = (span: string): string => `${PREFIX}${span}`
export const isIndex = ({ name }: Pick<PartMeta, 'name'>): boolean => name.startsWith(PREFIX)

const listSchema = z.strictObject({
  parts: z.array(z.strictObject({ name: z.string(), bytes: z.int().min(0), crc: z.string() })),
})

export function indexOf(span: string, parts: readonly PartMeta[]): Part {
  assert(!parts.some(isIndex), 'an index names no other index')
  const text = JSON.stringify({ parts })
  return { meta: { name: indexName(span), bytes: utf8Length(text), crc: crc32Of(text) }, text }
}

/** What an index names, in order. Throws if the text is none: its checksum was right, so its maker erred. */
export function partsIn(text: string): readonly PartMeta[] {
  const { parts } = listSchema.parse(JSON.parse(text))
  assert(!parts.some(isIndex), 'an index names no other index')
  return parts
}
