// Clients of one list, and what they were told in the order of virtual time: the history that is checked.

import type { HistoryEvent } from '../../checker/history.ts'
import type { Random } from '../../../shared/random.ts'
import type { Json } from '../../../shared/ids.ts'
import type { Outcome } from '../desk.ts'
import type { Lab } from '../lab.ts'
import { MS, msOf } from '../timeline.ts'
import type { Micros } from '../timeline.ts'

/** What happens every second or so. */
export type Trouble = (lab: Lab, random: Random) => void

export interface Written {
  readonly history: readonly HistoryEvent[]
  /** Operations that were answered. */
  readonly done: number
}

const KEY = 'list'
const TROUBLE_EVERY = 900 * MS
/** Nobody waits longer; the outcome is unknown then, and this client never comes back under its number. */
const PATIENCE = 4_000 * MS

export function writtenBy(lab: Lab, clients: number, time: Micros, trouble: Trouble | null): Written {
  lab.elect()
  const random = lab.world.stream('kv')
  const end = lab.world.timeline.now + time
  const crowd = new KvCrowd(lab, random, end)
  for (let at = 0; at < clients; at += 1) crowd.begin()
  while (lab.world.timeline.now < end) {
    lab.run(TROUBLE_EVERY)
    trouble?.(lab, random)
  }
  lab.mend()
  lab.restart(...lab.all)
  lab.run(PATIENCE)
  return { history: crowd.history, done: crowd.done }
}

class KvCrowd {
  readonly history: HistoryEvent[] = []
  done = 0
  readonly #lab: Lab
  readonly #random: Random
  readonly #end: Micros
  #processes = 0
  #values = 0

  constructor(lab: Lab, random: Random, end: Micros) {
    this.#lab = lab
    this.#random = random
    this.#end = end
  }

  begin(): void {
    this.#processes += 1
    this.#next(this.#processes)
  }

  #next(process: number): void {
    this.#later(this.#random.int(MS, 100 * MS), () => {
      if (this.#lab.world.timeline.now < this.#end) this.#ask(process)
    })
  }

  #ask(process: number): void {
    const node = this.#lab.leaderAmong(this.#lab.all) ?? this.#random.int(0, this.#lab.size - 1)
    const asked = this.#random.chance(1 / 3) ? node : this.#random.int(0, this.#lab.size - 1)
    if (this.#random.chance(1 / 2)) return this.#read(process, asked)
    this.#values += 1
    const value = `v${this.#values}`
    this.#write(process, node, 'invoke', 'append', { key: KEY, value })
    let isOpen = true
    const end = (outcome: Outcome): void => {
      if (!isOpen) return
      isOpen = false
      const isDone = outcome.kind === 'applied'
      this.#answered(process, node, 'append', outcome, isDone ? { ok: null, index: outcome.index } : null)
    }
    const command = { op: 'append', producer: { id: 1, name: 'kv' }, messages: [value], at: 0 }
    this.#lab.node(node).propose(this.#lab.groupId, JSON.stringify(command), end)
    this.#later(PATIENCE / 2, () => end({ kind: 'unknown' }))
  }

  /** Once its index is applied at this node, its own machine answers. */
  #read(process: number, node: number): void {
    this.#write(process, node, 'invoke', 'read', { key: KEY })
    let isOpen = true
    const end = (outcome: Outcome): void => {
      if (!isOpen) return
      isOpen = false
      const isReady = outcome.kind === 'ready' && this.#lab.node(node).isUp
      const index = isReady ? this.#lab.view(node).applied : 0
      const list = isReady ? [...this.#lab.messages(node)] : []
      this.#answered(process, node, 'read', outcome, isReady ? { ok: list, index } : null)
    }
    this.#lab.node(node).read(this.#lab.groupId, end)
    this.#later(PATIENCE / 2, () => end({ kind: 'unknown' }))
  }

  #answered(process: number, node: number, f: string, outcome: Outcome, answer: Json): void {
    if (answer !== null) {
      this.done += 1
      this.#write(process, node, 'ok', f, answer)
      return this.#next(process)
    }
    if (outcome.kind === 'refused') {
      this.#write(process, node, 'fail', f, null)
      return this.#next(process)
    }
    this.#write(process, node, 'info', f, null)
    this.begin()
  }

  #write(process: number, node: number, type: HistoryEvent['type'], f: string, value: Json): void {
    const time = msOf(this.#lab.world.timeline.now)
    this.history.push({ process, type, f, value, time, node: this.#lab.id(node) })
  }

  #later(delay: Micros, run: () => void): void {
    this.#lab.world.timeline.schedule(delay, 'client', 0, run)
  }
}
