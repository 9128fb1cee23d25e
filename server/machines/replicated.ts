// What all machines do alike around their own rules: read the command, keep time, ask the request memory,
// carry out, remember. The order is the contract: a repeat is answered before anything is looked at.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import type { Json, LogIndex } from '../../shared/ids.ts'
import type { Part, PartMeta } from '../../shared/part-meta.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { logIndexSchema } from '../../shared/protocol/request.ts'
import type { AnyCommand } from '../../shared/protocol/request.ts'
import type { Machine, Reply } from './machine.ts'
import { loadAtOnce } from './loading.ts'
import type { Loading } from './loading.ts'
import { RequestMemory, fingerprintOf } from './requests.ts'

/** Which entry is being applied, and the time it counts as. */
export interface Stamp {
  readonly index: LogIndex
  readonly at: number
}

/** What a machine's own rules give back; `repeats` names the entry whose answer this is again. */
export type Answer<V extends Json = Json> =
  | { readonly ok: true; readonly value: V; readonly repeats?: LogIndex }
  | { readonly ok: false; readonly failure: Failure }

export const done = <V extends Json>(value: V): Answer<V> => ({ ok: true, value })
export const refuse = (...parts: Parameters<typeof failure>): { readonly ok: false; failure: Failure } => ({
  ok: false,
  failure: failure(...parts),
})

export interface Rules<C extends AnyCommand> {
  readonly schema: z.ZodType<C>
  /** Whether the group's request memory answers repeats of this command. */
  usesRequestMemory(command: C): boolean
  /** A refusal must leave the state as it was. */
  execute(command: C, stamp: Stamp): Answer
  describe(command: C): string
  save(): Json
  /** Takes over what `save` gave: at once, or in slices where there may be much of it. */
  readonly load: ((saved: unknown) => void) | { readonly inSlices: (saved: unknown) => Loading }
  /** For machines that seal some of their state. */
  readonly sealed?: Pick<Machine, 'parts' | 'freshParts' | 'partText' | 'releaseParts'>
}

const snapshotSchema = z.strictObject({
  index: logIndexSchema,
  at: z.number(),
  requests: z.unknown(),
  state: z.unknown(),
})

export class Replicated<C extends AnyCommand> implements Machine {
  readonly #rules: Rules<C>
  readonly #requests: RequestMemory
  #index: LogIndex = 0
  #at = 0

  constructor(rules: Rules<C>, memory = new RequestMemory()) {
    this.#rules = rules
    this.#requests = memory
  }

  apply(json: Json, index: LogIndex): Reply {
    assert(index > this.#index, () => `entry ${index} comes after ${this.#index}: applied twice`)
    this.#index = index
    const parsed = this.#rules.schema.safeParse(json)
    if (!parsed.success) return replyTo(refuse('bad-request', z.prettifyError(parsed.error)), index)
    const command = parsed.data
    // A leader with a slow clock must not turn time back.
    this.#at = Math.max(this.#at, command.at)
    return this.#once(command, { index, at: this.#at })
  }

  describe(json: Json): string {
    const parsed = this.#rules.schema.safeParse(json)
    return parsed.success ? this.#rules.describe(parsed.data) : 'unreadable'
  }

  snapshot(): Json {
    return {
      index: this.#index,
      at: this.#at,
      requests: this.#requests.snapshot(),
      state: this.#rules.save(),
    }
  }

  restore(snapshot: Json): void {
    loadAtOnce(this.restoring(snapshot))
  }

  *restoring(snapshot: Json): Loading {
    const saved = snapshotSchema.parse(snapshot)
    const { load } = this.#rules
    const putState = typeof load === 'function' ? () => load(saved.state) : yield* load.inSlices(saved.state)
    const putRequests = yield* this.#requests.restoring(saved.requests)
    return () => {
      putState()
      putRequests()
      this.#index = saved.index
      this.#at = saved.at
    }
  }

  parts(): readonly PartMeta[] {
    return this.#rules.sealed?.parts() ?? []
  }

  freshParts(): readonly Part[] {
    return this.#rules.sealed?.freshParts() ?? []
  }

  partText(name: string): string | null {
    return this.#rules.sealed?.partText(name) ?? null
  }

  releaseParts(names: readonly string[]): void {
    this.#rules.sealed?.releaseParts(names)
  }

  #once(command: C, stamp: Stamp): Reply {
    const { request } = command
    if (request === undefined || !this.#rules.usesRequestMemory(command)) {
      return replyTo(this.#rules.execute(command, stamp), stamp.index)
    }
    const fingerprint = fingerprintOf(command)
    const known = this.#requests.recall(request, fingerprint, stamp.index)
    if (known !== null) return known
    const reply = replyTo(this.#rules.execute(command, stamp), stamp.index)
    this.#requests.remember(request.id, fingerprint, reply)
    return reply
  }
}

export function replyTo(answer: Answer, index: LogIndex): Reply {
  if (!answer.ok) return { ok: false, failure: answer.failure, index, duplicate: false }
  const { value, repeats } = answer
  return { ok: true, value, index: repeats ?? index, duplicate: repeats !== undefined }
}
