// The messages of a lesson on their way. In a transcript they wait on the wire until somebody delivers them, and so
// they are drawn: held at their sender, in their order, until they fly.

import { assert } from '../../shared/assert.ts'
import type { DropReason, Rpc } from '../../shared/trace-facts.ts'
import { rpcTypeOf } from '../../shared/trace-facts.ts'
import type { Loss } from '../raft/stepped/onlooker.ts'
import type { Message, MessageOf } from '../raft/types.ts'
import { infoOf, isSingleMessage } from '../transport/raft-codec.ts'
import { GROUP_NAME, nodeOf } from './actor.ts'
import { BETWEEN_MS, FLIGHT_MS, LOSS_MS, STREAM_MS } from './pace.ts'
import type { Timeline } from './timeline.ts'

const DROPPED: Readonly<Record<Loss, DropReason>> = { cut: 'cut', down: 'noConnection', dropped: 'byHand' }

/** What a host folds has another name on the wire. */
const FOLDED: Readonly<Record<string, string>> = { hb: 'beat', hbResp: 'beatResp' }

interface Letter {
  readonly id: string
  readonly sentAt: number
  isHeld: boolean
}

export class Mail {
  readonly #timeline: Timeline
  readonly #letters = new Map<Message, Letter>()
  #sent = 0
  /** When somebody began to deliver: what lay on the wire does not leave before. */
  #opened = 0

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  opens(): void {
    this.#opened = this.#timeline.now
  }

  sent(msg: Message): void {
    this.#letters.set(msg, { id: this.#newId(msg), sentAt: this.#timeline.now, isHeld: false })
  }

  /** Nobody has delivered these: they wait. */
  holds(wire: readonly Message[]): void {
    for (const msg of wire) {
      const letter = this.#letterOf(msg)
      if (letter.isHeld) continue
      letter.isHeld = true
      this.#timeline.tell({
        ...this.#rpc(msg, letter),
        sentAt: letter.sentAt,
        receivedAt: null,
        held: 'hold',
      })
    }
  }

  arrived(msg: Message): void {
    const letter = this.#letterOf(msg)
    this.#timeline.pass(BETWEEN_MS)
    this.#timeline.passUntil(Math.max(this.#opened, letter.sentAt) + FLIGHT_MS)
    const receivedAt = this.#timeline.now
    const sentAt = receivedAt - FLIGHT_MS
    this.#leaves(msg, letter, sentAt)
    this.#timeline.tell({ ...this.#rpc(msg, letter), sentAt, receivedAt })
  }

  lost(msg: Message, why: Loss): void {
    const letter = this.#letterOf(msg)
    this.#timeline.pass(LOSS_MS)
    const sentAt = this.#timeline.now
    this.#leaves(msg, letter, sentAt)
    this.#timeline.tell({ ...this.#rpc(msg, letter), sentAt, receivedAt: null, dropped: DROPPED[why] })
  }

  /** The files of a snapshot, beside the messages. */
  streamed(offer: MessageOf<'snap'>, arrives: boolean): void {
    const sentAt = this.#timeline.now
    this.#timeline.pass(STREAM_MS)
    const facts = { ...this.#rpc(offer, { id: this.#newId(offer) }), bytes: offer.meta.bytes, sentAt }
    if (arrives) this.#timeline.tell({ ...facts, receivedAt: this.#timeline.now })
    else this.#timeline.tell({ ...facts, receivedAt: null, dropped: 'loss' })
  }

  #leaves(msg: Message, { id, isHeld }: Letter, at: number): void {
    this.#letters.delete(msg)
    if (!isHeld) return
    this.#timeline.tell({ kind: 'freed', from: nodeOf(msg.from), to: nodeOf(msg.to), frames: [id] }, at)
  }

  #letterOf(msg: Message): Letter {
    const letter = this.#letters.get(msg)
    assert(letter !== undefined, 'nobody has sent this message')
    return letter
  }

  #newId(msg: Message): string {
    this.#sent += 1
    return `${nodeOf(msg.from)}>${nodeOf(msg.to)}#${this.#sent}`
  }

  #rpc(msg: Message, { id }: Pick<Letter, 'id'>): Omit<Rpc, 'sentAt' | 'receivedAt'> {
    return {
      kind: 'rpc',
      id,
      from: nodeOf(msg.from),
      to: nodeOf(msg.to),
      group: GROUP_NAME,
      type: rpcTypeOf(FOLDED[msg.t] ?? msg.t),
      bytes: JSON.stringify(msg).length,
      ...(isSingleMessage(msg) ? infoOf(msg) : { term: msg.term }),
    }
  }
}
