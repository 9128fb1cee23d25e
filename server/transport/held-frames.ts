// Frames that somebody holds on one link. They leave in any order, each by its number, and only when they
// are told to: neither a reconnect nor the end of a pause lets them go. Pure.

import type { Queued } from './outbox.ts'

/** On one link. More than anybody looks at; what comes behind is lost, and Raft sends it again. */
export const MAX_HELD_FRAMES = 256

interface Held {
  readonly queued: Queued
  /** Held by its own number: it stays when the link is no longer held. */
  readonly single: boolean
}

export class HeldFrames {
  private list: Held[] = []
  private bytesHeld = 0

  get size(): number {
    return this.list.length
  }
  get bytes(): number {
    return this.bytesHeld
  }

  /** False: there is no room for more. */
  push(queued: Queued, single: boolean): boolean {
    if (this.list.length >= MAX_HELD_FRAMES) return false
    this.list.push({ queued, single })
    this.bytesHeld += queued.bytes
    return true
  }

  find(number: number): Queued | null {
    return this.list.find(({ queued }) => queued.number === number)?.queued ?? null
  }

  take(number: number): Queued | null {
    return this.takeWhere(({ queued }) => queued.number === number)[0] ?? null
  }

  /** Oldest first. */
  takeAll(): Queued[] {
    return this.takeWhere(() => true)
  }

  /** Those that wait only because their link is held. */
  takeOfLink(): Queued[] {
    return this.takeWhere(({ single }) => !single)
  }

  items(): readonly Queued[] {
    return this.list.map(({ queued }) => queued)
  }

  private takeWhere(fits: (held: Held) => boolean): Queued[] {
    const taken = this.list.filter(fits).map(({ queued }) => queued)
    this.list = this.list.filter((held) => !fits(held))
    for (const { bytes } of taken) this.bytesHeld -= bytes
    return taken
  }
}
