// All clients of a run, and the last word about them.

import { createRandom, seedOf } from '../../../shared/random.ts'
import type { GroupLayout } from '../layout.ts'
import { alive } from '../liveness.ts'
import type { World } from '../world.ts'
import { Client } from './client.ts'
import { bankCustomer, consumer, producer } from './habits.ts'
import type { Habit } from './habits.ts'
import { Oracle } from './oracle.ts'

export class Crowd {
  readonly #world: World
  readonly #oracle: Oracle
  readonly #clients: Client[] = []

  constructor(world: World) {
    this.#world = world
    this.#oracle = new Oracle(world.observer.groups, world.marks)
    world.firstApplied = (group, entry, reply) => this.#oracle.applied(group, entry, reply)
    for (const group of world.layout.groups)
      for (let at = 0; at < world.options.clients.perGroup; at += 1) this.#add(group, at)
  }

  finish(): void {
    for (const client of this.#clients) client.finish()
  }

  /** What is still missing, or null. */
  wants(): string | null {
    const open = this.#clients.filter((client) => !client.isDone).length
    return open === 0 ? null : `${open} clients still wait for an answer`
  }

  /** After the end: every acknowledged write is in every log that is up. */
  checkLogs(): void {
    for (const group of this.#world.layout.groups)
      for (const { node } of alive(this.#world, group)) {
        const entries = this.#world.node(node).entries(group.group)
        this.#oracle.holdsAll(group.group, entries, `${group.name} of node ${node}`)
      }
  }

  #add(group: GroupLayout, at: number): void {
    const world = this.#world
    const number = this.#clients.length
    const name = `${group.kind}-client-${number}`
    const random = createRandom(seedOf(world.seed, 'client', number))
    const habit = habitOf(group, at, name, number, random, world.options.clients.messageBytes)
    this.#clients.push(new Client({ number, world, group, habit, oracle: this.#oracle, random }))
  }
}

/** Partitions have producers at even places and consumers at odd ones. */
function habitOf(
  { kind }: GroupLayout,
  at: number,
  name: string,
  number: number,
  random: ReturnType<typeof createRandom>,
  messageBytes: number,
): Habit {
  if (kind === 'bank') return bankCustomer(name, random)
  if (at % 2 === 0) return producer(name, number + 1, random, messageBytes)
  return consumer(name, number + 1, random)
}
