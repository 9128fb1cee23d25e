// Brings a manager or an ATM back whose files were lost or damaged: as another replica, under an id that nobody ever
// had, since whoever forgot a vote must never vote under the old one again (B17). What is done is in `history.json`
// before the next thing begins, and who is in the group is asked of its leader: so whatever dies at whatever step
// leaves a valid group, and asking again goes on (B62).

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { EXIT_DATA_LOST } from '../../shared/protocol/uplink.ts'
import type { GroupMembers, MemberWish } from '../../shared/protocol/members.ts'
import { isClose } from '../../shared/protocol/members.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import type { AskManagers } from './ask-managers.ts'
import type { AskMembers } from './ask-members.ts'
import type { DataFolder, Rejoin } from './data-folder.ts'
import type { NodeDone } from './node-desk.ts'
import type { NodeEntry } from './node-entry.ts'
import { pause, within } from './patience.ts'
import type { Refusal } from './refusal.ts'
import { notNow } from './refusal.ts'
import { setFilesAside, withRejoin } from './rejoin-files.ts'
import { nextRejoinDeed } from './rejoin-plan.ts'
import * as why from './rejoin-refusals.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'
import { inItsWindow, openWindowOf } from './windows.ts'

export interface RejoinParts {
  readonly cluster: {
    readonly supervisor: Pick<Supervisor, 'entries' | 'find' | 'start'>
    readonly hub: Pick<TraceHub, 'emit' | 'view'>
  }
  readonly folder: Pick<DataFolder, 'path' | 'history' | 'remember'>
  readonly askManagers: AskManagers
  readonly askMembers: AskMembers
  readonly pause?: (ms: number) => Promise<void>
  /** How long an answer is waited for, when it is not the usual. */
  readonly holdMs?: number
}

/** Node's own fetch gives up after five minutes without an answer. */
const HOLD_MS = 240_000
const LOOK_AGAIN_MS = 250
/** Looks without a leader before that is said, while the cluster's clock runs as ours: some elections fit in. */
const LEADERLESS_LOOKS = 40
/** Of the leader, one after another: a learner that is close once may fall back under load. */
const CLOSE_LOOKS = 2

type Done = Promise<Result<NodeDone, Refusal>>
interface Led {
  readonly at: NodeId
  readonly group: GroupMembers
}

const takenSchema = z.object({ replica_id: z.int().min(1) })

export class RejoinDesk {
  readonly #parts: RejoinParts
  /** Who asks twice waits for the same end. */
  readonly #under = new Map<NodeId, Done>()
  #closed = false

  constructor(parts: RejoinParts) {
    this.#parts = parts
  }

  close(): void {
    this.#closed = true
  }

  /**
   * What an earlier life of this server began, as soon as the replica of it that is under way may not be made anew.
   * Nobody asks for it a second time, so it waits for a leader as long as it takes.
   */
  resume(): void {
    for (const { node, step } of this.#parts.folder.history().rejoins) {
      const entry = this.#parts.cluster.supervisor.entries.get(node)
      if (entry !== undefined && step === 'born')
        void this.#begin(entry, `${node} goes on rejoining, as it was asked before`, Infinity)
    }
  }

  async rejoin(id: NodeId, by: string): Done {
    const { cluster, holdMs = HOLD_MS } = this.#parts
    const found = cluster.supervisor.find(id)
    if (!found.ok) return found
    const under = this.#under.get(id)
    const objection = under === undefined ? this.#whyNot(found.value) : null
    if (objection !== null) return err(objection)
    const text = `${id} is to rejoin its group under a new replica id, asked ${by}`
    return (await within(holdMs, under ?? this.#begin(found.value, text))) ?? err(why.notFinished(id))
  }

  #begin(entry: NodeEntry, text: string, looks = LEADERLESS_LOOKS): Done {
    const { id } = entry.place
    this.#tell(id, text)
    const done = this.#run(entry, looks).finally(() => this.#under.delete(id))
    this.#under.set(id, done)
    // Whoever waits hears why, and so does whoever reads the feed; whoever comes later may ask again.
    done.then(
      (result) => {
        if (!result.ok && !this.#closed)
          this.#tell(id, `${id} does not vote yet: ${result.error.message}`, 'refused')
      },
      () => null,
    )
    return done
  }

  #whyNot({ place: { id, role }, filesTaken, state }: NodeEntry): Refusal | null {
    if (role === 'broker') return why.notForBrokers(id)
    if (this.#closed) return why.BEING_STOPPED
    if (filesTaken) return notNow(`the files of ${id} are being changed: try again`)
    if (this.#parts.cluster.hub.view.clock.rate === 0)
      return notNow(`the cluster is paused: its group cannot take ${id} back`)
    const inWindow = this.#whyInWindow(id)
    if (inWindow !== null) return inWindow
    if (hasEnded(state) || this.#unfinished(id) !== null) return null
    return why.notDown(id, state)
  }

  /** Our own process of it has ended, and its files are at work all the same. */
  #whyInWindow(id: NodeId): Refusal | null {
    const window = openWindowOf(this.#parts.folder.path, id)
    return window === null ? null : notNow(`${inItsWindow(window)}: close it first`)
  }

  #unfinished(id: NodeId): Rejoin | null {
    const plan = this.#parts.folder.history().rejoins.find(({ node }) => node === id)
    return plan === undefined || plan.step === 'done' ? null : plan
  }

  #note(plan: Rejoin): Rejoin {
    const { folder } = this.#parts
    folder.remember({ rejoins: withRejoin(folder.history().rejoins, plan) })
    return plan
  }

  async #run(entry: NodeEntry, looks: number): Done {
    const { id } = entry.place
    const before = this.#unfinished(id)
    const planned = before === null ? await this.#plan(entry) : ok(before)
    if (!planned.ok) return planned
    const born = await this.#bearing(entry, planned.value)
    if (born.ok) return this.#enter(entry, born.value, looks)
    // The new files were lost as well, or never became whole: what was promised under that id is unknown.
    if (before === null || entry.lastExit?.code !== EXIT_DATA_LOST || !hasEnded(entry.state)) return born
    const anew = await this.#plan(entry)
    if (!anew.ok) return anew
    const again = await this.#bearing(entry, anew.value)
    return again.ok ? this.#enter(entry, again.value, looks) : again
  }

  /** Nothing has happened before the id is written down together with its node. */
  async #plan({ place: { id } }: NodeEntry): Promise<Result<Rejoin, Refusal>> {
    const led = await this.#findLeader(id)
    if (led === null) return err(why.leaderless(id, this.#others(id)))
    const taken = takenSchema.safeParse(await this.#parts.askManagers('POST', '/replica-ids', { node: id }))
    if (!taken.success) return err(why.noReplicaId(id))
    const members = led.group.voters
      .filter(({ node }) => node !== id)
      .map(({ node, replica }) => ({ node, replica }))
    return ok(this.#note({ node: id, replica: taken.data.replica_id, members, step: 'planned' }))
  }

  /** Its process runs, as the new replica, and its empty folder is not empty any more. */
  async #bearing(entry: NodeEntry, planned: Rejoin): Promise<Result<Rejoin, Refusal>> {
    const { cluster, folder, askMembers } = this.#parts
    const { id } = entry.place
    let plan = planned
    if (hasEnded(entry.state)) {
      if (plan.step === 'planned') {
        // It may have been opened while the id was taken.
        const inWindow = this.#whyInWindow(id)
        if (inWindow !== null) return err(inWindow)
        setFilesAside(folder.path, id, plan.replica)
        plan = this.#note({ ...plan, step: 'aside' })
      }
      if (this.#closed) return err(why.BEING_STOPPED)
      await cluster.supervisor.start(entry, 'rejoin')
    }
    for (;;) {
      if (this.#closed) return err(why.BEING_STOPPED)
      if (hasEnded(entry.state)) return err(why.ended(entry))
      const replica = (await askMembers.look(id))?.replica_id ?? null
      if (replica === plan.replica)
        return ok(plan.step === 'born' ? plan : this.#note({ ...plan, step: 'born' }))
      if (replica !== null)
        return err(notNow(`${id} runs as replica ${replica}, from its old files: stop it first`))
      await this.#pause()
    }
  }

  /** Into its group, and its old replica out: one order at a time, each decided by who is in it now. */
  async #enter(entry: NodeEntry, plan: Rejoin, looks: number): Done {
    const { id } = entry.place
    const { node, replica } = plan
    let close = 0
    for (let leaderless = 0; ;) {
      if (this.#closed) return err(why.BEING_STOPPED)
      if (hasEnded(entry.state)) return err(why.ended(entry))
      const led = await this.#look(id)
      leaderless = led === null ? leaderless + 1 : 0
      if (leaderless > this.#atClock(looks)) return err(why.leaderless(id, this.#others(id)))
      if (led !== null) {
        const learner = led.group.learners.find((one) => one.replica === replica)
        close = learner !== undefined && isClose(led.group.last, learner) ? close + 1 : 0
        const next = nextRejoinDeed({ node, replica, group: led.group, caughtUp: close >= CLOSE_LOOKS })
        // The configuration a leader acts by may still be rolled back with it: what is confirmed is committed (B60).
        const wish: MemberWish = next.deed === 'order' ? next.wish : { order: 'promote', replica }
        const isCommitted = next.deed !== 'wait' && (await this.#parts.askMembers.order(led.at, wish))
        if (next.deed === 'done' && isCommitted) return ok(this.#finish(plan))
      }
      await this.#pause()
    }
  }

  #finish(plan: Rejoin): NodeDone {
    const { node, replica } = this.#note({ ...plan, step: 'done' })
    const text = `${node} votes again, as replica ${replica}: its old replica is out of the group for ever`
    return { node, seq: this.#tell(node, text), text }
  }

  async #findLeader(id: NodeId): Promise<Led | null> {
    for (let looks = 0; looks <= this.#atClock(LEADERLESS_LOOKS) && !this.#closed; looks += 1) {
      const led = await this.#look(id)
      if (led !== null) return led
      await this.#pause()
    }
    return null
  }

  /** Whoever leads the group of this node, and hears its majority. */
  async #look(id: NodeId): Promise<Led | null> {
    const { askMembers } = this.#parts
    const seen = await Promise.all(
      this.#others(id).map(async (at) => ({ at, group: await askMembers.look(at) })),
    )
    const leads = seen.flatMap(({ at, group }) => (group?.leads === true ? [{ at, group }] : []))
    return leads[0] ?? null
  }

  #others(id: NodeId): readonly NodeId[] {
    const { entries } = this.#parts.cluster.supervisor
    const role = entries.get(id)?.place.role
    return [...entries.values()]
      .filter(({ place, state }) => place.role === role && place.id !== id && !hasEnded(state))
      .map(({ place }) => place.id)
  }

  /** An election takes ten times as long at a tenth of the speed, and does not end while the cluster is paused. */
  #atClock(looks: number): number {
    return looks / this.#parts.cluster.hub.view.clock.rate
  }

  #pause(): Promise<void> {
    return (this.#parts.pause ?? pause)(LOOK_AGAIN_MS)
  }

  #tell(node: NodeId, text: string, outcome: 'ok' | 'refused' = 'ok'): number {
    return this.#parts.cluster.hub.emit({ kind: 'queue', node, op: 'rejoin', text, outcome }, null)
  }
}
