// Words that the tables of produce and consume share.

import type { Notes, Row } from './rows.ts'

export const keep =
  (name: string, field: string): NonNullable<Row['keep']> =>
  (body, notes) =>
    notes.keep(name, body[field])
export const by = (notes: Notes, fields: Readonly<Record<string, string | number | string[] | null>>) => ({
  topic: 'one',
  producer_id: notes.get('p'),
  ...fields,
})
export const to = (notes: Notes, fields: Readonly<Record<string, string | number>>) => ({
  consumer_id: notes.get('c'),
  ...fields,
})
export const PRODUCE = 'POST /producer/produce'
export const CONSUME = 'GET /consumer/consume'
