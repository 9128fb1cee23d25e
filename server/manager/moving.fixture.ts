// A queue with one partition and the words of moving a replica of it, for tests in virtual time.

import { assert } from '../../shared/assert.ts'
import type { MoveStep } from '../../shared/protocol/directory.ts'
import type { Fields } from '../http/fields.ts'
import { VirtualQueue } from './virtual-queue.ts'
import type { Told } from './virtual-queue.ts'

/** Of the first partition, `a/0`. */
export const GROUP = 3
/** Asking `GET /balancer` again, virtual milliseconds. */
const LOOK_MS = 50

export class MovingQueue {
  readonly queue: VirtualQueue
  readonly #producer: number
  #sequence = 0

  private constructor(queue: VirtualQueue, producer: number) {
    this.queue = queue
    this.#producer = producer
  }

  /** Topic a on brokers 1, 2 and 3, and further brokers that hold nothing. */
  static async start(brokers = 4): Promise<MovingQueue> {
    const queue = await VirtualQueue.start(brokers)
    await queue.ask('manager-1', 'POST /topics', { topic: 'a' })
    const named = { topic: 'a', producer_name: 'p' }
    const told = await queue.ask('manager-1', 'POST /producer/register', named)
    return new MovingQueue(queue, Number(told['producer_id']))
  }

  /** Fields of a produce that has no sequence. */
  asProducer(): { readonly topic: string; readonly producer_id: number } {
    return { topic: 'a', producer_id: this.#producer }
  }

  /** Stores the next number, or, if that fails, tries the same again at the next time. */
  async produce(at = 'manager-2'): Promise<void> {
    const sequence = this.#sequence + 1
    const asked = { topic: 'a', producer_id: this.#producer, message: `${sequence}`, sequence }
    const { http } = await this.queue.ask(at, 'POST /producer/produce', asked)
    if (http === 200) this.#sequence = sequence
  }

  /** What was acknowledged. */
  numbers(): readonly string[] {
    return Array.from({ length: this.#sequence }, (_, place) => `${place + 1}`)
  }

  async stored(at = 'manager-2'): Promise<readonly unknown[]> {
    const page = await this.queue.ask(at, 'GET /retrieve_messages', { topic: 'a', max: 1_000 })
    return Array.isArray(page['messages']) ? page['messages'].map((one) => Object(one).message) : [page]
  }

  /** Brokers that run a replica of it, by their number, with its id. */
  holders(): ReadonlyMap<number, number> {
    const held = this.queue.nodes().flatMap((node): [number, number][] => {
      const status = node.startsWith('broker') ? this.queue.node(node).host.status(GROUP) : null
      return status === null ? [] : [[numberOf(node), status.replicaId]]
    })
    return new Map(held)
  }

  leader(): number {
    return numberOf(this.queue.leaderOf(GROUP))
  }

  move(from: number, to: number, more: Fields = {}, at = 'broker-1'): Promise<Told> {
    const fields = { topic: 'a', partition: 0, from_broker: from, to_broker: to, ...more }
    return this.queue.ask(at, 'POST /partitions/move', fields)
  }

  /** The step of the move under way, as this manager's own copy has it; null: there is none. */
  async step(manager: string): Promise<MoveStep | null> {
    const { moves } = await this.queue.ask(manager, 'GET /balancer', { consistency: 'local' })
    return Array.isArray(moves) && moves.length > 0 ? Object(moves[0]).step : null
  }

  async until(manager: string, wanted: MoveStep | null, limitMs = 20_000): Promise<void> {
    for (let waited = 0; (await this.step(manager)) !== wanted; waited += LOOK_MS) {
      assert(waited < limitMs, () => `no step ${wanted} within ${limitMs} ms`)
      await this.queue.run(LOOK_MS)
    }
  }

  /** Nothing is being moved any more, and what is left over was cleared away. */
  async settled(manager = 'manager-2'): Promise<void> {
    await this.until(manager, null)
    await this.queue.run(2_500)
  }
}

const numberOf = (node: string): number => Number(node.slice(node.lastIndexOf('-') + 1))
