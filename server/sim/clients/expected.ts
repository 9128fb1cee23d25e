// What a machine should have answered, worked out a second time by a model that is too simple to be wrong in
// the same way. The model follows the committed log once; replicas are compared with each other elsewhere.

import type { Json, LogIndex } from '../../../shared/ids.ts'
import type { Reply } from '../../machines/machine.ts'

export type Expected =
  | { readonly ok: true; readonly value: Json; readonly index: LogIndex; readonly duplicate: boolean }
  | { readonly ok: false; readonly code: string; readonly index: LogIndex; readonly duplicate: boolean }

export interface Model {
  apply(command: unknown, index: LogIndex): Expected
}

export const done = (value: Json, index: LogIndex): Expected => ({ ok: true, value, index, duplicate: false })
export const refused = (code: string, index: LogIndex): Expected => ({
  ok: false,
  code,
  index,
  duplicate: false,
})

/** The reply reduced to what a model knows. */
export const essence = (reply: Reply): Expected =>
  reply.ok
    ? { ok: true, value: reply.value, index: reply.index, duplicate: reply.duplicate }
    : { ok: false, code: reply.failure.code, index: reply.index, duplicate: reply.duplicate }
