// One replica with a disk that is told when to finish. What the host of a real node does with effects, in its
// simplest form: messages wait for their record, entries are applied at once, a crash loses what is not written.

import { assert } from '../../../shared/assert.ts'
import { createRaft } from '../core.ts'
import type { Boot, Effects, Entry, Input, Message, Options, Out, Persist, SnapMeta } from '../types.ts'

/** The files of a snapshot. Its machine is the list of all that was applied. */
export interface SnapshotFile {
  readonly meta: SnapMeta
  readonly applied: readonly Entry[]
}

export type OnStep = (id: number, input: Input, effects: Effects) => void

export class SteppedReplica {
  readonly id: number
  readonly #options: Options
  readonly #onStep: OnStep | undefined
  /** What the files hold: a crash keeps exactly this. */
  #boot: Boot
  #core: ReturnType<typeof createRaft>
  /** Written in this order; confirmed by `finishWrites`. */
  #inFlight: Persist[] = []
  #waiting: Out[] = []
  #durable = 0
  /** The machine: everything applied since the group began, snapshots included. */
  applied: Entry[] = []
  /** Durable: written before the core hears of them. */
  #snapshots: SnapshotFile[] = []
  reads: { req: number; index: number }[] = []

  constructor(options: Options, boot: Boot, onStep?: OnStep) {
    this.#onStep = onStep
    this.id = options.self
    this.#options = options
    this.#boot = boot
    this.#core = createRaft(options, boot)
    this.#load(boot.snap)
  }

  view = () => this.#core.view()

  entries = (): readonly Entry[] => this.#core.entries(1, this.view().lastIndex)

  /** Terms of the log, oldest first: what most tests compare. */
  terms = (): number[] => this.entries().map(({ term }) => term)

  get writesInFlight(): number {
    return this.#inFlight.length
  }

  step(input: Input): Message[] {
    const effects = this.#core.step(input)
    this.#onStep?.(this.id, input, effects)
    if (effects.persist !== null) this.#inFlight.push(effects.persist)
    this.reads.push(...effects.reads)
    this.#waiting.push(...effects.out)
    this.#load(effects.restore)
    this.applied.push(...effects.apply)
    const sent = this.#release()
    const last = effects.apply.at(-1)
    if (last !== undefined) sent.push(...this.step({ t: 'applied', index: last.index }))
    return sent
  }

  /** Snapshots the machine as it is. The files are durable; no record names them yet. */
  snapshot(): SnapMeta {
    const { applied: index, appliedConf: conf } = this.view()
    const term = this.applied.at(-1)?.term ?? 0
    const meta = { index, term, conf, bytes: index, crc: `${index}/${term}` }
    this.#snapshots.push({ meta, applied: [...this.applied] })
    return meta
  }

  compact(): Message[] {
    const newest = this.newestSnapshot
    assert(newest !== undefined, () => `${this.id} has no snapshot`)
    return this.step({ t: 'compact', snap: newest.meta })
  }

  /** What a leader's host streams: the newest, whatever its core offered. */
  get newestSnapshot(): SnapshotFile | undefined {
    return this.#snapshots.at(-1)
  }

  /** All of a leader's snapshot has come and is durable. */
  store(file: SnapshotFile, from: number, term: number, session: number): Message[] {
    this.#snapshots.push(file)
    return this.step({ t: 'snapStored', from, term, session, meta: file.meta })
  }

  #load(meta: SnapMeta | null): void {
    if (meta === null) return
    this.#snapshots = this.#snapshots.filter((one) => one.meta.index >= meta.index)
    const file = this.#snapshots.find((one) => one.meta.crc === meta.crc)
    assert(file !== undefined, () => `no files of the snapshot ${meta.index}`)
    this.applied = [...file.applied]
  }

  /** Makes the oldest records durable, releases what waited, tells the core. */
  finishWrites(count = this.#inFlight.length): Message[] | null {
    const written = this.#inFlight.splice(0, count)
    const newest = written.at(-1)
    if (newest === undefined) return null
    for (const record of written) this.#boot = replayed(this.#boot, record)
    this.#durable = newest.seq
    const released = this.#release()
    return [...released, ...this.step({ t: 'persisted', seq: newest.seq })]
  }

  /** A new life from the files. Nothing in memory survives. */
  restart(): void {
    this.#inFlight = []
    this.#waiting = []
    this.#durable = 0
    this.applied = []
    this.#load(this.#boot.snap)
    this.reads = []
    this.#core = createRaft(this.#options, this.#boot)
  }

  #release(): Message[] {
    const free = this.#waiting.filter(({ after }) => after <= this.#durable)
    this.#waiting = this.#waiting.filter(({ after }) => after > this.#durable)
    return free.map(({ msg }) => msg)
  }
}

/** Replays one record in the order hard, truncate, append, snap. */
function replayed(boot: Boot, { hard, truncateFrom, append, snap }: Persist): Boot {
  const kept = boot.log.filter(({ index }) => truncateFrom === null || index < truncateFrom)
  const last = kept.at(-1)?.index ?? boot.snap?.index ?? 0
  assert(append[0] === undefined || append[0].index === last + 1, 'records connect')
  const log = [...kept, ...append]
  const written = { ...boot, hard: hard ?? boot.hard, log }
  if (snap === null) return written
  // Whatever the snapshot covers goes with it, and all else unless the log leads there (B50).
  const leadsThere =
    snap.index === (boot.snap?.index ?? 0) ||
    log.some(({ index, term }) => index === snap.index && term === snap.term)
  return { ...written, snap, log: leadsThere ? log.filter(({ index }) => index > snap.index) : [] }
}
