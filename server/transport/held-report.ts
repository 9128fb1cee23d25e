// What was told of frames that wait: each is told once, and again when it no longer waits.

import type { NodeId } from '../../shared/ids.ts'
import type { HeldReason } from '../../shared/trace-facts.ts'
import type { Queued } from './outbox.ts'
import type { TransportEvents } from './port.ts'

export class HeldReport {
  private readonly to: NodeId
  private readonly events: Pick<TransportEvents, 'onHeld' | 'onFreed'>
  private told = new Map<number, HeldReason>()

  constructor(to: NodeId, events: Pick<TransportEvents, 'onHeld' | 'onFreed'>) {
    this.to = to
    this.events = events
  }

  waits({ frame, number, bytes, sentAt }: Queued, held: HeldReason): void {
    if (this.told.get(number) === held) return
    this.told.set(number, held)
    const { kind, group, info = {} } = frame
    this.events.onHeld({ to: this.to, number, kind, group, bytes, sentAt, held, info })
  }

  left(queued: readonly Queued[]): void {
    if (this.told.size > 0) this.free(queued.map(({ number }) => number))
  }

  /** Time goes on: whoever waited for that goes on its way. */
  pauseEnded(): void {
    this.free([...this.told].filter(([, held]) => held === 'pause').map(([number]) => number))
  }

  forget(): void {
    this.told = new Map()
  }

  private free(numbers: readonly number[]): void {
    const freed = numbers.filter((number) => this.told.delete(number))
    if (freed.length > 0) this.events.onFreed(this.to, freed)
  }
}
