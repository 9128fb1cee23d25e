// What is damaged for good, or dead. Never the same data on a majority: then loss is legitimate and a run proves
// nothing (compare tigerbeetle, src/testing/storage.zig).

import { majority } from '../layout.ts'

/** Nodes that carry the voters of each configuration that some replica takes for the one in force. */
export type Carriers = () => readonly (readonly number[])[]

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
    return this.#carriers().every((carriers) => this.isSound(carriers, nodes))
  }

  /** Whether these voters could go on without the hurt ones among them. */
  isSound(carriers: readonly number[], without: readonly number[] = []): boolean {
    const sound = carriers.filter((node) => !this.#hurt.has(node) && !without.includes(node))
    return sound.length >= majority(carriers.length)
  }

  damaged(node: number): void {
    this.#hurt.add(node)
  }
}
