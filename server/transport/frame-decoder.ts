// Cuts a stream of bytes into frames, wherever the stream was split. A frame inside one chunk is a view
// into that chunk; only a frame that spans chunks is copied, once.

import type { Frame, FrameFault } from './frame.ts'
import { decodeFrame, frameLength } from './frame.ts'

export interface Decoded {
  /** Whole frames, in order; those before a fault are good. */
  readonly frames: readonly Frame[]
  /** Set once and for ever: the stream cannot be read any further. */
  readonly fault: FrameFault | null
}

export class FrameDecoder {
  private waiting: Buffer[] = []
  private waitingBytes = 0
  /** Bytes that must be there before looking again makes sense. */
  private needed = 0
  private fault: FrameFault | null = null

  push(chunk: Buffer): Decoded {
    if (this.fault !== null) return { frames: [], fault: this.fault }
    this.waiting.push(chunk)
    this.waitingBytes += chunk.length
    if (this.waitingBytes < this.needed) return { frames: [], fault: null }
    const [only] = this.waiting
    const source =
      only !== undefined && this.waiting.length === 1 ? only : Buffer.concat(this.waiting, this.waitingBytes)
    return this.read(source)
  }

  private read(source: Buffer): Decoded {
    const frames: Frame[] = []
    let at = 0
    this.needed = 0
    for (;;) {
      const length = frameLength(source, at)
      if (length === null) break
      if (!length.ok) return this.fail(frames, length.error)
      if (source.length - at < length.value) {
        this.needed = length.value
        break
      }
      const frame = decodeFrame(source.subarray(at, at + length.value))
      if (!frame.ok) return this.fail(frames, frame.error)
      frames.push(frame.value)
      at += length.value
    }
    this.keep(source.subarray(at))
    return { frames, fault: null }
  }

  private keep(rest: Buffer): void {
    this.waiting = rest.length === 0 ? [] : [rest]
    this.waitingBytes = rest.length
  }

  private fail(frames: readonly Frame[], fault: FrameFault): Decoded {
    this.fault = fault
    this.keep(Buffer.alloc(0))
    return { frames, fault }
  }
}
