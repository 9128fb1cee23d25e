// One row of an endpoint table: what is asked where, and what has to come back.

import type { Json } from '../../shared/ids.ts'

type Fields = Readonly<Record<string, Json>>

/** What earlier rows were told and later rows need. */
export class Notes {
  readonly #kept = new Map<string, Json>()

  keep(name: string, value: Json | undefined): void {
    this.#kept.set(name, value ?? null)
  }

  get(name: string): Json {
    return this.#kept.get(name) ?? null
  }
}

export interface Row {
  readonly at: string
  /** `POST /topics` */
  readonly what: string
  readonly why: string
  readonly fields: Fields | ((notes: Notes) => Fields)
  readonly http: number
  /** Fields the answer has among others. */
  readonly gives: Readonly<Record<string, unknown>>
  readonly keep?: (body: Fields, notes: Notes) => void
}

type Rest = readonly [why: string, http: number, gives: Row['gives'], keep?: Row['keep']]

export function row(at: string, what: string, fields: Row['fields'], ...rest: Rest): Row {
  const [why, http, gives, keep] = rest
  return { at, what, fields, why, http, gives, ...(keep === undefined ? {} : { keep }) }
}
