// Exact counts of one link. Injected loss and real loss are counted apart.

import type { DropReason } from '../../shared/trace-facts.ts'
import type { LinkCounters } from './port.ts'

export class LinkTally {
  private frames = 0
  private bytes = 0
  private framesIn = 0
  private bytesIn = 0
  readonly dropped: Record<DropReason, number> = {
    cut: 0,
    loss: 0,
    overflow: 0,
    noConnection: 0,
    byHand: 0,
  }
  delayed = 0
  duplicated = 0

  wrote(frames: readonly { readonly bytes: number }[]): void {
    this.frames += frames.length
    for (const { bytes } of frames) this.bytes += bytes
  }

  received(bytes: number): void {
    this.framesIn += 1
    this.bytesIn += bytes
  }

  counters(): LinkCounters {
    const { frames, bytes, framesIn, bytesIn, delayed, duplicated } = this
    return { frames, bytes, framesIn, bytesIn, delayed, duplicated, dropped: { ...this.dropped } }
  }
}
