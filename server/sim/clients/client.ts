// One client: makes a wish, asks a node, follows hints to the leader, asks again with the same id when it
// cannot know, and gives up only what was certainly refused. Its own way to the nodes is slow but whole.

import type { LogIndex } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Outcome } from '../desk.ts'
import type { GroupLayout } from '../layout.ts'
import { longestTimeout } from '../options.ts'
import { msOf } from '../timeline.ts'
import type { Micros } from '../timeline.ts'
import type { World } from '../world.ts'
import type { Habit } from './habits.ts'
import type { Oracle, Wish } from './oracle.ts'

/** Share of wishes that are only questions. */
const READ_SHARE = 0.2
/** Certain refusals before a client gives a wish up. */
const MAX_REFUSALS = 8

export interface ClientParts {
  readonly number: number
  readonly world: World
  readonly group: GroupLayout
  readonly habit: Habit
  readonly oracle: Oracle
  readonly random: Random
}

interface Open {
  readonly wish: Wish
  readonly command: { readonly [field: string]: unknown }
  refusals: number
  /** Some attempt may still happen. */
  unsure: boolean
}

export class Client {
  readonly #parts: ClientParts
  #open: Open | null = null
  #node: number
  #attempt = 0
  #seen: LogIndex = 0
  #finishing = false
  #lastOne = false

  constructor(parts: ClientParts) {
    this.#parts = parts
    this.#node = this.#anyNode()
    this.#pause()
  }

  /** From now on: end what is open, then make one fresh change, then rest. */
  finish(): void {
    this.#finishing = true
  }

  get isDone(): boolean {
    return this.#finishing && this.#lastOne && this.#open === null
  }

  #pause(): void {
    const { random, world } = this.#parts
    this.#later(random.int(0, world.options.clients.pause), () => this.#begin())
  }

  #begin(): void {
    const { random } = this.#parts
    const reads = random.chance(READ_SHARE)
    if (this.#lastOne) return
    if (reads && !this.#finishing) return this.#read()
    this.#lastOne = this.#finishing
    const { habit, oracle, group } = this.#parts
    const { key, command, isLate } = habit.next(this.#seen)
    const floor = oracle.floor(group.group)
    this.#open = { wish: { group: group.group, key, floor, isLate }, command, refusals: 0, unsure: false }
    this.#ask(this.#open)
  }

  #ask(open: Open): void {
    const { world, group, oracle, random } = this.#parts
    this.#attempt += 1
    const attempt = this.#attempt
    const node = this.#node
    this.#later(this.#latency(), () => {
      const text = JSON.stringify({ ...open.command, at: msOf(world.timeline.now) })
      oracle.asks(group.group, text)
      const answer = (outcome: Outcome): void => {
        world.recorder?.answered(node, group.group, text, outcome)
        this.#later(this.#latency(), () => this.#answered(open, attempt, outcome))
      }
      world.node(node).propose(group.group, text, answer)
    })
    const patience = random.int(1, 2 * longestTimeout(world.options.node))
    this.#later(patience, () => this.#answered(open, attempt, { kind: 'unknown' }))
  }

  #answered(open: Open, attempt: number, outcome: Outcome): void {
    if (this.#open !== open) return
    if (outcome.kind === 'applied') return this.#done(open, outcome)
    if (attempt !== this.#attempt) return
    if (outcome.kind === 'unknown') open.unsure = true
    if (outcome.kind === 'refused') this.#refused(open, outcome)
    if (this.#open !== open) return
    // Nothing but this attempt may answer from now on, except with the word that it is done.
    this.#attempt += 1
    this.#later(this.#latency() * 4, () => {
      if (this.#open === open) this.#ask(open)
    })
    if (outcome.kind === 'unknown') this.#node = this.#anyNode()
  }

  #refused(open: Open, { leader }: Extract<Outcome, { kind: 'refused' }>): void {
    const { world, group, oracle } = this.#parts
    open.refusals += 1
    this.#node = leader === 0 ? this.#anyNode() : world.roster.of(leader).node
    const mayGiveUp = !open.unsure && !open.wish.isLate && !this.#finishing && open.refusals >= MAX_REFUSALS
    if (!mayGiveUp || group.kind === 'partition') return
    oracle.gaveUp(open.wish)
    this.#open = null
    this.#pause()
  }

  #done(open: Open, { reply, index }: Extract<Outcome, { kind: 'applied' }>): void {
    const { oracle, habit } = this.#parts
    this.#seen = Math.max(this.#seen, index)
    this.#open = null
    oracle.told(open.wish, reply, index)
    habit.done(reply)
    this.#pause()
  }

  #read(): void {
    const { world, group, oracle } = this.#parts
    const floor = oracle.floor(group.group)
    const node = this.#anyNode()
    let isOpen = true
    const end = (outcome: Outcome): void => {
      if (!isOpen) return
      isOpen = false
      if (outcome.kind === 'ready') {
        this.#seen = Math.max(this.#seen, outcome.index)
        oracle.read(group.group, floor, outcome.index)
      }
      this.#pause()
    }
    this.#later(this.#latency(), () => {
      world.node(node).read(group.group, (outcome) => this.#later(this.#latency(), () => end(outcome)))
    })
    this.#later(2 * longestTimeout(world.options.node), () => end({ kind: 'unknown' }))
  }

  #anyNode(): number {
    const { random, group, world } = this.#parts
    const here = world.roster.here(group.group)
    return here[random.int(0, here.length - 1)]?.node ?? 0
  }

  #latency(): Micros {
    const { random, world } = this.#parts
    const [low, high] = world.options.clients.latency
    return random.int(low, high)
  }

  #later(delay: Micros, run: () => void): void {
    this.#parts.world.timeline.schedule(delay, 'client', this.#parts.number, run)
  }
}
