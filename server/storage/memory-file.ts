// The bytes of one simulated file: what programs see, and what the disk really holds. A sync makes them
// equal. At a power cut every sector written since then may be old or new, and the size may be any that
// was seen since then.

import type { Random } from '../../shared/random.ts'

/** What a crash does to what was not synced. `keep` is SIGKILL: the page cache lives on. */
export type CrashKind =
  | { readonly kind: 'keep' }
  | { readonly kind: 'lose' }
  | { readonly kind: 'sectors'; readonly random: Random; readonly sectorBytes: number }

/** Bytes as they were before a write that is not synced. */
interface Undo {
  readonly at: number
  readonly old: Uint8Array
}

export interface MemoryFile {
  bytes(): Buffer
  write(at: number, bytes: Uint8Array): void
  truncate(size: number): void
  sync(): void
  /**
   * A sync that fails: the pages count as clean although the disk never got them. Programs still read
   * them; a later sync does not bring them to the disk, only writing them again does.
   */
  failSync(): void
  crash(how: CrashKind): void
}

export function createMemoryFile(): MemoryFile {
  let held: Buffer = Buffer.alloc(0)
  let size = 0
  let undo: Undo[] = []
  /** Sizes since the last sync, the synced one first. */
  let sizes: number[] = [0]
  /** Bytes that a failed sync left behind, as the disk holds them. */
  let stale = new Map<number, number>()

  const remember = (at: number, end: number): void => {
    const old = Uint8Array.prototype.slice.call(held, at, end)
    for (let index = at; index < end && stale.size > 0; index++) {
      old[index - at] = stale.get(index) ?? old[index - at] ?? 0
      stale.delete(index)
    }
    undo.push({ at, old })
  }

  const resize = (to: number): void => {
    if (to > held.length) held = Buffer.concat([held], Math.max(to, held.length * 2))
    size = to
    sizes.push(to)
  }

  const replace = (bytes: Buffer): void => {
    held = bytes
    size = bytes.length
    undo = []
    sizes = [size]
    stale = new Map()
  }

  /** What programs read, with the bytes that never reached the disk put back. */
  const onDisk = (image: Buffer): Buffer => {
    for (const [at, byte] of stale) if (at < image.length) image[at] = byte
    return image
  }

  const olderImage = (length: number): Buffer => {
    const older = Buffer.concat([held], length)
    for (const { at, old } of undo.toReversed())
      older.set(old.subarray(0, Math.max(0, length - at)), Math.min(at, length))
    return onDisk(older.fill(0, Math.min(length, sizes[0] ?? 0)))
  }

  return {
    bytes: () => Buffer.from(held.subarray(0, size)),
    write(at, bytes) {
      resize(Math.max(size, at + bytes.length))
      remember(at, at + bytes.length)
      held.set(bytes, at)
    },
    truncate(to) {
      const before = size
      resize(to)
      remember(to, before)
      held.fill(0, to, Math.max(to, before))
    },
    sync() {
      undo = []
      sizes = [size]
    },
    failSync() {
      const older = olderImage(size)
      for (let at = 0; at < size; at++) if (older[at] !== held[at]) stale.set(at, older[at] ?? 0)
      undo = []
      sizes = [size]
    },
    crash(how) {
      switch (how.kind) {
        case 'keep':
          // The next process sees what this one wrote; only a power cut could still lose it.
          return
        case 'lose':
          return replace(olderImage(sizes[0] ?? 0))
        case 'sectors': {
          const length = how.random.pick([sizes[0] ?? 0, ...sizes])
          const newer = onDisk(Buffer.concat([held.subarray(0, size)], length))
          return replace(mixSectors(olderImage(length), newer, how.random, how.sectorBytes))
        }
      }
    },
  }
}

function mixSectors(older: Buffer, newer: Buffer, random: Random, sectorBytes: number): Buffer {
  const mixed = Buffer.from(older)
  for (let at = 0; at < mixed.length; at += sectorBytes) {
    const end = Math.min(at + sectorBytes, mixed.length)
    if (older.compare(newer, at, end, at, end) === 0) continue
    if (random.chance(1 / 2)) newer.copy(mixed, at, at, end)
  }
  return mixed
}
