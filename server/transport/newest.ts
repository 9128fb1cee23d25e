// Which connection of a node counts: the one with the newest (start, epoch). A frame that an older one
// still holds must not arrive after a restart or a redial, when its sender has forgotten it (B27).

import type { NodeId } from '../../shared/ids.ts'

export interface Incarnation {
  readonly start: number
  readonly epoch: number
}

export class Newest<T> {
  private readonly known = new Map<NodeId, Incarnation & { readonly holder: T }>()

  /** False: an older incarnation than the one already known, or the same again. */
  mayReplace(node: NodeId, { start, epoch }: Incarnation): boolean {
    const known = this.known.get(node)
    if (known === undefined || start > known.start) return true
    return start === known.start && epoch > known.epoch
  }

  /** Returns whoever held the place before. */
  replace(node: NodeId, { start, epoch }: Incarnation, holder: T): T | null {
    const before = this.known.get(node)
    this.known.set(node, { start, epoch, holder })
    return before?.holder ?? null
  }

  holder(node: NodeId): T | null {
    return this.known.get(node)?.holder ?? null
  }
}
