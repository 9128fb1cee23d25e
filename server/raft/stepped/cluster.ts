// A few replicas and the wires between them. Nothing moves by itself: every delivery, write and tick is asked for, so
// a test or a transcript decides the order of everything.

import { assert } from '../../../shared/assert.ts'
import type { Boot, Config, Input, Message, MessageOf, Options } from '../types.ts'
import type { Loss, Onlooker } from './onlooker.ts'
import { SteppedReplica } from './replica.ts'
import { bootOf, configOf, optionsOf } from './boot.ts'

/** Far above what any of these stories needs: a cluster that does not come to rest is a bug. */
const MAX_ROUNDS = 1_000

export interface ClusterSetup {
  readonly options?: Partial<Options>
  /** Files of single replicas before their first life. */
  readonly boot?: Readonly<Record<number, Partial<Boot>>>
  readonly onlookers?: readonly Partial<Onlooker>[]
}

type Offer = MessageOf<'snap'>

export class SteppedCluster {
  readonly #setup: ClusterSetup
  readonly #replicas = new Map<number, SteppedReplica>()
  readonly #refusals = new Map<number, number>()
  /** On the wire, oldest first. */
  wire: Message[] = []
  /** Offers that arrived: their snapshots are on the way, beside the wire. */
  streams: Offer[] = []
  readonly #cut = new Set<string>()
  readonly #down = new Set<number>()
  #nextReq = 1

  constructor(size: number, setup: ClusterSetup = {}) {
    this.#setup = setup
    const ids = Array.from({ length: size }, (_, at) => at + 1)
    for (const id of ids) this.start(id, configOf(ids))
  }

  /** A replica with no files yet, born with this configuration. */
  start(id: number, conf: Config): void {
    assert(!this.#replicas.has(id), `replica ${id} is there already`)
    const { options, boot } = this.#setup
    const replica = new SteppedReplica(
      optionsOf(id, options),
      bootOf(conf, boot?.[id]),
      (who, input, effects) => this.#tell((one) => one.stepped?.(who, input, effects)),
    )
    this.#replicas.set(id, replica)
    this.#tell((one) => one.started?.(replica))
  }

  #tell(tell: (one: Partial<Onlooker>) => void): void {
    for (const one of this.#setup.onlookers ?? []) tell(one)
  }

  get ids(): readonly number[] {
    return [...this.#replicas.keys()]
  }

  at(id: number): SteppedReplica {
    const replica = this.#replicas.get(id)
    assert(replica !== undefined, `there is no replica ${id}`)
    return replica
  }

  view = (id: number) => this.at(id).view()

  /** Appends that this replica has refused and said so. */
  refusals = (id: number): number => this.#refusals.get(id) ?? 0

  isDown = (id: number): boolean => this.#down.has(id)

  step(id: number, input: Input): void {
    assert(!this.isDown(id), `${id} is down`)
    this.#send(this.at(id).step(input))
  }

  #send(messages: readonly Message[]): void {
    this.wire.push(...messages)
    for (const msg of messages) this.#tell((one) => one.sent?.(msg))
  }

  propose(id: number, data: string, bytes = data.length): void {
    this.step(id, { t: 'propose', req: this.#nextReq++, data, bytes })
  }

  read(id: number): number {
    const req = this.#nextReq++
    this.step(id, { t: 'readIndex', req })
    return req
  }

  transfer(id: number, to: number): void {
    this.step(id, { t: 'transfer', req: this.#nextReq++, to })
  }

  configure(id: number, conf: Config): void {
    this.step(id, { t: 'proposeConf', req: this.#nextReq++, conf })
  }

  /** Files of its machine as it is now. Until `compact` the core knows nothing of them. */
  snapshot(id: number): void {
    const meta = this.at(id).snapshot()
    this.#tell((one) => one.saved?.(id, meta))
  }

  /** The core is told of the newest files: what they cover may leave its log. */
  compact(id: number): void {
    this.#send(this.at(id).compact())
  }

  /** Both, without anything in between. */
  takeSnapshot(id: number): void {
    this.snapshot(id)
    this.compact(id)
  }

  tick(id: number, count = 1): void {
    for (let at = 0; at < count; at += 1) this.step(id, { t: 'tick' })
  }

  /** Ticks this replica alone until its election timer fires. */
  campaign(id: number): void {
    const { elapsedTicks, timeoutTicks } = this.view(id)
    this.tick(id, timeoutTicks - elapsedTicks)
  }

  finishWrites(id: number, count?: number): boolean {
    const sent = this.at(id).finishWrites(count)
    if (sent !== null) this.#send(sent)
    return sent !== null
  }

  cut(from: number, to: number): void {
    this.#cut.add(`${from}>${to}`)
    this.#tell((one) => one.cut?.(from, to))
  }

  cutBoth(one: number, other: number): void {
    this.cut(one, other)
    this.cut(other, one)
  }

  heal(): void {
    this.#cut.clear()
    this.#tell((one) => one.healed?.())
  }

  crash(id: number): void {
    this.#down.add(id)
    this.at(id).restart()
    this.#tell((one) => one.crashed?.(id))
  }

  restart(id: number): void {
    this.#down.delete(id)
    this.#tell((one) => one.started?.(this.at(id)))
  }

  isCut = ({ from, to }: Message): boolean => this.#cut.has(`${from}>${to}`) || this.isDown(to)

  /** Takes the oldest message that fits off the wire and hands it over, unless its way is cut. */
  deliverOne(fits: (msg: Message) => boolean = () => true): Message | null {
    const msg = this.wire.find(fits)
    if (msg === undefined) return null
    if (msg.t === 'appResp' && !msg.ok) this.#refusals.set(msg.from, this.refusals(msg.from) + 1)
    if (this.isCut(msg)) {
      this.lose(msg, this.isDown(msg.to) ? 'down' : 'cut')
      return msg
    }
    this.wire.splice(this.wire.indexOf(msg), 1)
    this.#tell((one) => one.arrived?.(msg))
    this.step(msg.to, { t: 'msg', msg })
    if (msg.t === 'snap') this.streams.push(msg)
    return msg
  }

  /** Off the wire. The host that offered a snapshot notices in time; nobody notices any other loss. */
  lose(msg: Message, why: Loss = 'dropped'): void {
    this.wire.splice(this.wire.indexOf(msg), 1)
    this.#tell((one) => one.lost?.(msg, why))
    if (msg.t === 'snap') this.#tellStatus(msg, false)
  }

  /** The network gives it twice. */
  copy(msg: Message): void {
    this.#send([{ ...msg }])
  }

  /** The snapshot of this offer is all there, and durable; or it never comes. */
  finishStream(offer: Offer, ok = true): void {
    this.streams.splice(this.streams.indexOf(offer), 1)
    const { from, to, term, session } = offer
    const file = this.at(from).newestSnapshot
    const arrives = ok && !this.isDown(from) && !this.isCut(offer) && file !== undefined
    this.#tell((one) => one.streamed?.(offer, arrives))
    if (arrives) this.#send(this.at(to).store(file, from, term, session))
    this.#tellStatus(offer, arrives)
  }

  #tellStatus({ from, to }: Offer, ok: boolean): void {
    if (!this.isDown(from)) this.step(from, { t: 'snapStatus', to, ok })
  }

  /** Delivers everything that fits, also what is sent meanwhile. */
  deliverAll(fits?: (msg: Message) => boolean): void {
    for (let round = 0; this.deliverOne(fits) !== null; round += 1) assert(round < MAX_ROUNDS, 'never quiet')
  }

  /** Writes and delivers until nothing is left to do. Time stands still. */
  settle(): void {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const wrote = this.ids.filter((id) => !this.isDown(id) && this.finishWrites(id)).length > 0
      const delivered = this.deliverOne() !== null
      const [offer] = this.streams
      if (offer !== undefined) this.finishStream(offer)
      if (!wrote && !delivered && offer === undefined) return
    }
    assert(false, 'the cluster never comes to rest')
  }

  /** Makes this replica the leader of everyone it reaches. The others must not hold a lease for another. */
  elect(id: number): void {
    this.campaign(id)
    this.settle()
    assert(this.view(id).role === 'leader', () => `${id} is ${this.view(id).role}`)
  }
}
