// The ways between the processes of a lesson, told when they change: up between two that run, gone where one has
// ended, cut where the transcript cuts.

import { NO_RULE } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { LinkState } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { linkKey } from '../../shared/cluster-view.ts'

export class Links {
  readonly #emit: (body: TraceBody) => void
  readonly #runs = new Map<NodeId, boolean>()
  readonly #cut = new Set<string>()
  readonly #told = new Map<string, LinkState>()

  constructor(emit: (body: TraceBody) => void) {
    this.#emit = emit
  }

  up(node: NodeId): void {
    this.#runs.set(node, true)
    this.#tell()
  }

  down(node: NodeId): void {
    this.#runs.set(node, false)
    this.#tell()
  }

  cut(from: NodeId, to: NodeId): void {
    this.#cut.add(linkKey(from, to))
    this.#tell()
  }

  healed(): void {
    this.#cut.clear()
    this.#tell()
  }

  #tell(): void {
    for (const from of this.#runs.keys())
      for (const to of this.#runs.keys()) if (from !== to) this.#tellOne(from, to)
  }

  #tellOne(from: NodeId, to: NodeId): void {
    const key = linkKey(from, to)
    const isCut = this.#cut.has(key)
    const bothRun = this.#runs.get(from) === true && this.#runs.get(to) === true
    const state: LinkState = isCut ? 'cut' : bothRun ? 'up' : 'gone'
    if (this.#told.get(key) === state) return
    this.#told.set(key, state)
    this.#emit({ kind: 'link', from, to, state, rule: { ...NO_RULE, cut: isCut } })
  }
}
