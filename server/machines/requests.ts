// The request memory of a group: what was answered to which request id, in log order. A repeat gets the
// first answer again; an id that may have been used and forgotten is refused, never done a second time.

import * as z from 'zod'
import type { Json, LogIndex, RequestId } from '../../shared/ids.ts'
import { failure, FAILURES } from '../../shared/protocol/failure.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { MAX_REMEMBERED_REQUESTS } from '../../shared/protocol/limits.ts'
import { logIndexSchema, replySchema } from '../../shared/protocol/request.ts'
import type { AnyCommand, Reply, Request } from '../../shared/protocol/request.ts'
import { seedOf } from '../../shared/random.ts'
import type { Loading } from './loading.ts'

const rememberedSchema = z.strictObject({
  id: z.string(),
  fingerprint: z.int(),
  reply: replySchema,
})

const requestMemorySchema = z.strictObject({ forgotten: logIndexSchema, remembered: z.array(z.unknown()) })

/** Remembered requests that are read in one step. */
const READ_AT_ONCE = 20

interface Remembered {
  readonly id: RequestId
  readonly fingerprint: number
  readonly reply: Reply
}

/** 32 bits tell one command from another well enough: a clash only hides a client's own mistake. */
export function fingerprintOf(command: AnyCommand): number {
  return seedOf(JSON.stringify({ ...command, at: 0, request: null }, sortedKeys))
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The answer to an id the group has no memory of, if it could have forgotten it; else null. */
export function forgottenFailure(request: Request, forgotten: LogIndex): Failure | null {
  if (request.after === undefined || request.after >= forgotten) return null
  return failure(
    'request-forgotten',
    `request ${request.id} may have been carried out and forgotten: ask what is there, then make a new id`,
    { index: forgotten + 1 },
  )
}

/** Nothing was taken, or brokers were missing: the same id may be asked again until that has changed. */
const passes = ({ code }: Failure): boolean => code === 'empty' || FAILURES[code].http === 503

export class RequestMemory {
  readonly #limit: number
  #byId = new Map<RequestId, Remembered>()
  /** A ring of ids in log order: dropping the oldest from a map alone would not be constant time. */
  #ring: RequestId[] = []
  #oldest = 0
  #forgotten: LogIndex = 0

  constructor(limit: number = MAX_REMEMBERED_REQUESTS) {
    this.#limit = limit
  }

  /** The answer to give without carrying the command out, or null. */
  recall(request: Request, fingerprint: number, index: LogIndex): Reply | null {
    const known = this.#byId.get(request.id)
    if (known !== undefined) {
      if (known.fingerprint === fingerprint) return { ...known.reply, duplicate: true }
      const message = `request id ${request.id} was used for something else`
      return { ok: false, failure: failure('request-reused', message), index, duplicate: false }
    }
    const gone = forgottenFailure(request, this.#forgotten)
    return gone === null ? null : { ok: false, failure: gone, index, duplicate: false }
  }

  remember(id: RequestId, fingerprint: number, reply: Reply): void {
    if (!reply.ok && passes(reply.failure)) return
    if (this.#ring.length < this.#limit) {
      this.#ring.push(id)
    } else {
      this.#forgetOldest()
      this.#ring[this.#oldest] = id
      this.#oldest = (this.#oldest + 1) % this.#limit
    }
    this.#byId.set(id, { id, fingerprint, reply })
  }

  snapshot(): Json {
    const inOrder = [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)]
    const remembered = inOrder.flatMap((id) => {
      const known = this.#byId.get(id)
      return known === undefined ? [] : [{ id, fingerprint: known.fingerprint, reply: known.reply }]
    })
    return { forgotten: this.#forgotten, remembered }
  }

  *restoring(json: unknown): Loading {
    const saved = requestMemorySchema.parse(json)
    const byId = new Map<RequestId, Remembered>()
    for (const [place, each] of saved.remembered.entries()) {
      const known = rememberedSchema.parse(each)
      byId.set(known.id, known)
      if (place % READ_AT_ONCE === 0) yield
    }
    return () => {
      this.#byId = byId
      this.#ring = [...byId.keys()]
      this.#oldest = 0
      this.#forgotten = saved.forgotten
    }
  }

  #forgetOldest(): void {
    const id = this.#ring[this.#oldest]
    const known = id === undefined ? undefined : this.#byId.get(id)
    if (known === undefined) return
    this.#byId.delete(known.id)
    this.#forgotten = known.reply.index
  }
}
