// A transcript as a recording that the dashboard plays: the words of each block, and then what its commands do, in a
// time of its own. A table has no cluster, and only its blocks are told.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { Loss } from '../raft/stepped/onlooker.ts'
import type { SteppedReplica } from '../raft/stepped/replica.ts'
import type { Effects, Input, Message, MessageOf, SnapMeta } from '../raft/types.ts'
import { Actor, nodeOf } from './actor.ts'
import { Links } from './links.ts'
import { Mail } from './mail.ts'
import { COMMAND_MS, DISK_MS, LEAD_MS, REST_MS, TICK_MS, readingMs } from './pace.ts'
import { firstDifference, play } from './play.ts'
import type { Audience } from './play.ts'
import { Timeline } from './timeline.ts'
import type { Block, Transcript } from './transcript.ts'

/** They show something and change nothing, so they take no time. */
const LOOKS: ReadonlySet<string> = new Set(['state', 'log', 'progress', 'wire', 'commit', 'vote'])
const BUILDS = 'cluster'
/** They listen nowhere; the dashboard wants a number. */
const NO_PORT = 0

/** The recording, if the transcript can be played and prints what is written in it; else what is wrong. */
export function lessonTape(transcript: Transcript): Result<string, string> {
  const camera = new Camera(transcript)
  const printed = play(transcript, camera)
  if (!printed.ok) return printed
  const wrong = firstDifference(transcript, printed.value)
  return wrong === null ? ok(camera.timeline.text(`lesson-${transcript.name}`)) : err(wrong)
}

class Camera implements Audience {
  readonly timeline = new Timeline()
  readonly #transcript: Transcript
  readonly #mail: Mail
  readonly #links = new Links((body) => this.timeline.tell(body))
  /** Those that run. */
  readonly #actors = new Map<number, Actor>()
  readonly #starts = new Map<number, number>()
  #step = 0
  /** Its words have not been said yet. */
  #next: Block | null = null
  #standsUntil = 0

  constructor(transcript: Transcript) {
    this.#transcript = transcript
    this.#mail = new Mail(this.timeline)
  }

  blockBegins(block: Block): void {
    this.#next = block
  }

  commandBegins(verb: string): void {
    // The cluster stands there before the first word.
    if (verb !== BUILDS) this.#say()
    if (LOOKS.has(verb)) return
    this.timeline.pass(verb === BUILDS ? 0 : COMMAND_MS)
    this.#mail.opens()
  }

  commandEnds(wire: readonly Message[]): void {
    this.#mail.holds(wire)
    for (const actor of this.#actors.values()) actor.tellProgress()
  }

  blockEnds(): void {
    this.#say()
    this.timeline.pass(REST_MS)
    this.timeline.passUntil(this.#standsUntil)
  }

  started(replica: SteppedReplica): void {
    const { id } = replica
    this.#starts.set(id, (this.#starts.get(id) ?? 0) + 1)
    this.#process(id, 'running')
    this.#links.up(nodeOf(id))
    this.#actors.set(id, new Actor(replica, (body) => this.timeline.tell(body)))
  }

  crashed(id: number): void {
    this.#actors.delete(id)
    this.#process(id, 'killed')
    this.#links.down(nodeOf(id))
  }

  cut(from: number, to: number): void {
    this.#links.cut(nodeOf(from), nodeOf(to))
  }

  healed(): void {
    this.#links.healed()
  }

  stepped(id: number, input: Input, effects: Effects): void {
    if (input.t === 'tick') this.timeline.pass(TICK_MS)
    if (input.t === 'persisted') this.timeline.pass(DISK_MS)
    this.#actors.get(id)?.step(input, effects)
  }

  sent(msg: Message): void {
    this.#mail.sent(msg)
    if (msg.t === 'snap') this.#actors.get(msg.from)?.offers(msg.meta, msg.to)
  }

  arrived(msg: Message): void {
    this.#mail.arrived(msg)
    if (msg.t === 'snap') this.#actors.get(msg.to)?.receives(msg.meta, msg.from, 0)
  }

  lost(msg: Message, why: Loss): void {
    this.#mail.lost(msg, why)
  }

  saved(id: number, meta: SnapMeta): void {
    this.#actors.get(id)?.snapshot('taken', meta)
  }

  streamed(offer: MessageOf<'snap'>, arrives: boolean): void {
    const { meta, from, to } = offer
    this.#mail.streamed(offer, arrives)
    const receiver = this.#actors.get(to)
    if (arrives) receiver?.receives(meta, from, meta.bytes)
    // What had come of it is thrown away.
    else receiver?.tellAll()
  }

  #say(): void {
    if (this.#next === null) return
    const { words, commands, outcome } = this.#next
    this.#next = null
    if (this.#step === 0) this.timeline.begins()
    this.#step += 1
    const { name, blocks } = this.#transcript
    const steps = blocks.length
    this.timeline.tell({ kind: 'lesson', name, step: this.#step, steps, words, commands, outcome })
    this.#standsUntil = this.timeline.now + readingMs(words)
    this.timeline.pass(LEAD_MS)
  }

  #process(id: number, state: 'running' | 'killed'): void {
    const runs = state === 'running'
    this.timeline.tell({
      kind: 'process',
      node: nodeOf(id),
      what: runs ? 'ready' : 'exited',
      state,
      role: 'broker',
      pid: runs ? id : null,
      httpPort: NO_PORT,
      raftPort: NO_PORT,
      lastExit: runs ? null : { code: null, signal: 'SIGKILL' },
      starts: this.#starts.get(id) ?? 0,
    })
  }
}
