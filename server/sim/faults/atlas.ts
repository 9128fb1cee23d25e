// What is damaged for good, or dead. Never the same data on a majority: then loss is legitimate and a run proves
// nothing (compare tigerbeetle, src/testing/storage.zig).

import type { GroupId } from '../../../shared/ids.ts'
import { majority } from '../layout.ts'

/** Nodes that carry voters, per group, as of the newest configurations. */
export type Carriers = () => readonly { readonly group: GroupId; readonly nodes: readonly number[] }[]

export class Atlas {
  readonly #carriers: Carriers
  readonly #hurt = new Set<number>()

  constructor(carriers: Carriers) {
    this.#carriers = carriers
  }

  isHurt(node: number): boolean {
    return this.#hurt.has(node)
  }

  /** Whether every group keeps a majority that nothing ever happened to. */
  mayDamage(...nodes: readonly number[]): boolean {
    return this.#carriers().every(({ nodes: carriers }) => {
      const sound = carriers.filter((node) => !this.#hurt.has(node) && !nodes.includes(node))
      return sound.length >= majority(carriers.length) || sound.length === carriers.length
    })
  }

  damaged(node: number): void {
    this.#hurt.add(node)
  }
}
