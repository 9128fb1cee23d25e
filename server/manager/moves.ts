// The write manager drives the move that is under way, a deed at a time, and notes what was done. One whose group has
// had no leader for long is put on hold, and gets another turn when the group is led. All that is remembered beside
// the directory is how close the learner was in the leader's last reports, and when each group had a leader.

import { unreachable } from '../../shared/assert.ts'
import type { GroupId } from '../../shared/ids.ts'
import { partitionName } from '../../shared/ids.ts'
import { BROKER_DEAD_AFTER_MS, MOVE_HELD_AFTER_MS } from '../../shared/protocol/limits.ts'
import { isClose } from '../../shared/protocol/members.ts'
import type { HostOrder, MemberOrder } from '../../shared/protocol/report.ts'
import { HOST, MEMBERS } from '../../shared/protocol/report.ts'
import type { Host } from '../host/port.ts'
import type { Directory } from '../machines/directory.ts'
import type { MovingPartition } from '../machines/directory-moves.ts'
import { nextMove } from './next-move.ts'
import type { MoveDeed } from './next-move.ts'
import type { LeaderReport, Reports } from './reports.ts'
import type { Change, Steps } from './steps.ts'

/** Of the leader's reports, one after another: a learner that is close once may fall back under load. */
const CLOSE_REPORTS = 2

/** A member order but for the plan it belongs to. */
type Wish = MemberOrder extends infer O ? (O extends unknown ? Omit<O, 'group' | 'epoch'> : never) : never

export interface MovePorts {
  readonly host: Host
  readonly directory: Directory
  readonly reports: Reports
  readonly steps: Steps
}

interface Closeness {
  readonly replica: number
  /** Of the report counted last. */
  readonly at: number
  readonly reports: number
}

export class Moves {
  readonly #ports: MovePorts
  #close: Closeness = { replica: 0, at: 0, reports: 0 }
  /** When the groups of all plans had a leader last. */
  #ledAt: ReadonlyMap<GroupId, number> = new Map()
  readonly #busy = new Set<GroupId>()

  constructor(ports: MovePorts) {
    this.#ports = ports
  }

  /** `since`: when this manager began to act; silence before that says nothing. */
  look(since: number): void {
    const { host, directory, reports } = this.#ports
    const ledAt = new Map<GroupId, number>()
    for (const partition of directory.moves()) {
      const { group, move } = partition
      const leader = reports.leaderOf(group, this.#recently())
      const led = leader?.at ?? Math.max(this.#ledAt.get(group) ?? 0, since, move.since)
      ledAt.set(group, led)
      if (move.onHold === true) this.#takeTurn(partition, leader)
      else if (host.clock.now() - led >= MOVE_HELD_AFTER_MS) this.#hold(partition)
      else this.#drive(partition, leader, since)
    }
    this.#ledAt = ledAt
  }

  #drive(partition: MovingPartition, leader: LeaderReport | null, since: number): void {
    const { group } = partition
    this.#countClose(partition, leader)
    if (this.#busy.has(group)) return
    this.#busy.add(group)
    const deed = this.#next(partition, leader, since)
    void this.#do(partition, leader, deed).finally(() => this.#busy.delete(group))
  }

  /** Only its leader could finish it or undo it, and others need not wait for that. */
  #hold(partition: MovingPartition): void {
    const { group, epoch } = partition
    const command = { op: 'holdMove', group, epoch, onHold: true }
    if (this.#ports.steps.propose(`move ${group} on hold`, command))
      this.#tell(partition, 'is on hold until somebody leads it: start its brokers')
  }

  #takeTurn(partition: MovingPartition, leader: LeaderReport | null): void {
    const { group, epoch } = partition
    if (leader === null || this.#ports.directory.moving() !== undefined) return
    const command = { op: 'holdMove', group, epoch, onHold: false }
    if (this.#ports.steps.propose(`move ${group} goes on`, command)) this.#tell(partition, 'goes on')
  }

  #next(partition: MovingPartition, leader: LeaderReport | null, since: number): MoveDeed {
    const { host, directory, reports } = this.#ports
    const { replicaId, brokerId } = partition.move.add
    const broker = directory.broker(brokerId)
    const heard = broker === undefined ? undefined : reports.ofBroker(broker)
    return nextMove(partition, {
      hosted: heard !== undefined && reports.hosts(heard.report.node, partition.group, replicaId),
      heard: (node) => (reports.of(node)?.at ?? 0) >= this.#recently(),
      silentMs: host.clock.now() - Math.max(since, heard?.at ?? 0),
      group: leader?.facts ?? null,
      caughtUp: this.#close.replica === replicaId && this.#close.reports >= CLOSE_REPORTS,
    })
  }

  /** What was reported before this is too old to act on. */
  #recently(): number {
    return this.#ports.host.clock.now() - BROKER_DEAD_AFTER_MS
  }

  #countClose({ move }: MovingPartition, leader: LeaderReport | null): void {
    const { replicaId } = move.add
    if (this.#close.replica !== replicaId) this.#close = { replica: replicaId, at: 0, reports: 0 }
    if (leader === null || leader.at === this.#close.at) return
    const { entries, members } = leader.facts
    const learner = members?.learners.find(({ replica }) => replica === replicaId)
    const near = learner !== undefined && isClose(entries, learner)
    this.#close = { replica: replicaId, at: leader.at, reports: near ? this.#close.reports + 1 : 0 }
  }

  async #do(partition: MovingPartition, leader: LeaderReport | null, next: MoveDeed): Promise<void> {
    const { group, epoch, move } = partition
    const { add, remove } = move
    const order = (wish: Wish): Promise<boolean> => this.#order(partition, leader, wish)
    switch (next.deed) {
      case 'wait':
        return
      case 'host':
        return this.#host(partition)
      case 'note':
        return this.#note(`${group} ${next.step}`, { op: 'moveStep', group, epoch, step: next.step })
      case 'add': {
        const node = this.#ports.directory.broker(add.brokerId)?.node
        if (node === undefined || !(await order({ order: 'add', replica: add.replicaId, node }))) return
        return this.#note(`${group} added`, { op: 'moveStep', group, epoch, step: 'added' })
      }
      case 'promote':
        if (!(await order({ order: 'promote', replica: add.replicaId }))) return
        return this.#note(`${group} promoted`, { op: 'moveStep', group, epoch, step: 'promoted' })
      case 'transfer':
        await order({ order: 'transfer', to: next.to })
        return
      case 'remove':
        if (!(await order({ order: 'remove', replica: remove.replicaId }))) return
        this.#tell(partition, `is on ${this.#nodeOf(add.brokerId)} now`)
        return this.#note(`${group} finished`, { op: 'finishMove', group, epoch })
      case 'drop':
        // A plan whose replica was never hosted cannot have come into the group.
        if (move.step !== 'planned' && !(await order({ order: 'remove', replica: add.replicaId }))) return
        this.#tell(
          partition,
          move.givingUp === true
            ? 'is given up, as an operator asked'
            : `is given up: ${this.#nodeOf(add.brokerId)} does not answer`,
        )
        return this.#note(`${group} given up`, { op: 'abortMove', group, epoch })
      default:
        return unreachable(next)
    }
  }

  #order({ group, epoch }: MovingPartition, leader: LeaderReport | null, wish: Wish): Promise<boolean> {
    if (leader === null) return Promise.resolve(false)
    const order: MemberOrder = { ...wish, group, epoch }
    return this.#ports.steps.order(`members ${group}`, leader.node, MEMBERS, order)
  }

  async #host({ topic, partition, group, epoch, replicas, move }: MovingPartition): Promise<void> {
    const { directory, reports, steps } = this.#ports
    const broker = directory.broker(move.add.brokerId)
    const report = broker === undefined ? undefined : reports.ofBroker(broker)?.report
    if (broker === undefined || report === undefined) return
    const order: HostOrder = {
      birth: report.birth,
      group,
      replica: move.add.replicaId,
      name: partitionName(topic, partition),
      epoch,
      members: [...replicas, move.add].map(({ replicaId, brokerId }) => ({
        replica: replicaId,
        node: this.#nodeOf(brokerId),
      })),
      learner: true,
    }
    await steps.order(`host ${group} ${broker.node}`, broker.node, HOST, order)
  }

  #nodeOf(broker: number): string {
    return this.#ports.directory.broker(broker)?.node ?? `broker ${broker}`
  }

  async #note(key: string, command: Change): Promise<void> {
    await this.#ports.steps.begin(`move ${key}`, command)
  }

  #tell({ topic, partition, move }: MovingPartition, what: string): void {
    const group = partitionName(topic, partition)
    const text = `the replica of ${group} moving from ${this.#nodeOf(move.remove.brokerId)} ${what}`
    const { host } = this.#ports
    host.trace({ kind: 'queue', node: host.node, group, op: 'partition', topic, text, outcome: 'ok' }, null)
  }
}
