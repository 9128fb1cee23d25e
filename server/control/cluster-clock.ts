// The one cluster clock, as the control server sets it. Everybody computes the same line from the same
// frame; a change of rate begins a new line where the old one stood.

import type { ClockFrame } from '../../shared/protocol/uplink.ts'

/** The machine's monotonic clock in milliseconds: the same for all processes of one computer. */
const monotonicNow = (): number => Number(process.hrtime.bigint()) / 1e6

/** Added to the saved cluster time: it is saved every few seconds, and time must never go back. */
const TIME_MARGIN_MS = 10_000

/** One that goes on behind those of earlier lives. */
export const clockBehind = ({ epoch, clusterTime }: { epoch: number; clusterTime: number }): ClusterClock =>
  new ClusterClock({ epoch: epoch + 1, clusterTime: epoch === 0 ? 0 : clusterTime + TIME_MARGIN_MS })

export class ClusterClock {
  readonly #monotonic: () => number
  #frame: ClockFrame

  /** Cluster time and epoch go on behind those of earlier lives: both only ever grow. */
  constructor(first: { epoch: number; clusterTime: number }, monotonic: () => number = monotonicNow) {
    const now = monotonic()
    this.#monotonic = monotonic
    this.#frame = { epoch: first.epoch, rate: 1, clusterBase: first.clusterTime, wallBase: now, origin: now }
  }

  get frame(): ClockFrame {
    return this.#frame
  }

  /** Cluster milliseconds. */
  now(): number {
    return this.#frame.clusterBase + (this.#monotonic() - this.#frame.wallBase) * this.#frame.rate
  }

  /** Real milliseconds since this control server began. */
  wallNow(): number {
    return this.#monotonic() - this.#frame.origin
  }

  setRate(rate: number): ClockFrame {
    const wallBase = this.#monotonic()
    const clusterBase = this.#frame.clusterBase + (wallBase - this.#frame.wallBase) * this.#frame.rate
    this.#frame = { ...this.#frame, epoch: this.#frame.epoch + 1, rate, clusterBase, wallBase }
    return this.#frame
  }
}
