// Checks of bodies. For those that arrive many thousand times a second a schema library would cost more than the
// parsing, so their fields are read one by one; all others have a schema. A value that does not fit is an error
// value; the caller closes the connection.

import * as z from 'zod'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'

export type Fields = Readonly<Record<string, unknown>>

export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function parseJson(text: string): Result<unknown, string> {
  try {
    const value: unknown = JSON.parse(text)
    return ok(value)
  } catch {
    return err('the body is not JSON')
  }
}

export function parseAs<T>(schema: z.ZodType<T>, text: string): Result<T, string> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  const checked = schema.safeParse(parsed.value)
  return checked.success ? ok(checked.data) : err(z.prettifyError(checked.error))
}

export function parseFields(text: string): Result<Fields, string> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  return isFields(parsed.value) ? ok(parsed.value) : err('the body is not an object')
}

/** Reads fields one after the other and remembers the first that does not fit. */
export class FieldReader {
  private wrong: string | null = null
  private readonly fields: Fields

  constructor(fields: Fields) {
    this.fields = fields
  }

  whole(name: string): number {
    const value = this.fields[name]
    return isWhole(value) ? value : this.refuse(name, 0)
  }

  flag(name: string): boolean {
    const value = this.fields[name]
    return typeof value === 'boolean' ? value : this.refuse(name, false)
  }

  /** The value that was built from the fields, unless one of them was wrong. */
  done<T>(value: T): Result<T, string> {
    return this.wrong === null ? ok(value) : err(`the field ${this.wrong} is missing or wrong`)
  }

  private refuse<T>(name: string, instead: T): T {
    this.wrong ??= name
    return instead
  }
}
