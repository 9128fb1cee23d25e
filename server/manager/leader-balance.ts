// Which leader should go elsewhere, so that no broker carries much more than another: pure, from what the
// directory and the reports say at one moment. At most one at a time: the next look sees what came of it.

import type { GroupId } from '../../shared/ids.ts'
import type { PartitionRecord } from '../../shared/protocol/directory.ts'
import { CAUGHT_UP_WITHIN } from '../../shared/protocol/limits.ts'
import type { ReportedGroup } from '../../shared/protocol/report.ts'

/** Leading costs something even when nobody writes; so many messages a second cost as much again. */
const MESSAGES_PER_LOAD = 100
/** One idle partition: for less than that, clients should not have to look for another leader. */
const SMALLEST_GAIN = 1

export interface LedPartition {
  readonly record: Pick<PartitionRecord, 'group' | 'preferred' | 'replicas'>
  /** As its leader says. */
  readonly facts: Pick<ReportedGroup, 'replicaId' | 'entries' | 'members'>
  readonly messagesPerSecond: number
  /** Numbers of brokers to which a transfer failed a moment ago. */
  readonly rests: readonly number[]
}

export interface LeaderSight {
  /** Numbers of brokers that may lead. */
  readonly live: ReadonlySet<number>
  /** Of which somebody is known to lead. */
  readonly led: readonly LedPartition[]
}

export interface Handover {
  readonly group: GroupId
  readonly from: number
  readonly to: number
}

interface Choice extends Handover {
  /** By how much it lowers the difference between the largest and the smallest load of all; never less than 0. */
  readonly gain: number
  readonly isPreferred: boolean
}

/** Null: as even as it can be. */
export function nextHandover({ live, led }: LeaderSight): Handover | null {
  const loads = new Map([...live].map((broker) => [broker, 0]))
  for (const partition of led) add(loads, leaderOf(partition), loadOf(partition))
  const [best] = led.flatMap((partition) => choicesFor(partition, loads)).sort(betterFirst)
  return best === undefined ? null : { group: best.group, from: best.from, to: best.to }
}

function choicesFor(partition: LedPartition, loads: ReadonlyMap<number, number>): readonly Choice[] {
  const { group, preferred } = partition.record
  const from = leaderOf(partition)
  if (from === null || !loads.has(from)) return []
  return heirsOf(partition)
    .filter((to) => to !== from && loads.has(to) && !partition.rests.includes(to))
    .flatMap((to) => {
      const after = new Map(loads)
      add(after, from, -loadOf(partition))
      add(after, to, loadOf(partition))
      // Of these two alone: where several carry most or least, no one transfer lowers the difference of all.
      if (apart(loads, from, to) - apart(after, from, to) < SMALLEST_GAIN) return []
      return [{ group, from, to, gain: difference(loads) - difference(after), isPreferred: to === preferred }]
    })
}

const betterFirst = (a: Choice, b: Choice): number =>
  b.gain - a.gain || Number(b.isPreferred) - Number(a.isPreferred) || a.group - b.group || a.to - b.to

const brokerOf = ({ record }: LedPartition, replica: number): number | null =>
  record.replicas.find(({ replicaId }) => replicaId === replica)?.brokerId ?? null

const leaderOf = (partition: LedPartition): number | null => brokerOf(partition, partition.facts.replicaId)

/** Brokers whose replica votes and is close behind: the rest of the log is sent before it is told to take over. */
function heirsOf(partition: LedPartition): readonly number[] {
  const { entries, members } = partition.facts
  return (members?.voters ?? []).flatMap(({ replica, match }) => {
    const broker = brokerOf(partition, replica)
    return broker === null || match === null || entries - match >= CAUGHT_UP_WITHIN ? [] : [broker]
  })
}

const loadOf = ({ messagesPerSecond }: LedPartition): number => 1 + messagesPerSecond / MESSAGES_PER_LOAD

/** What a broker carries that may not lead is nobody's to take. */
function add(loads: Map<number, number>, broker: number | null, load: number): void {
  const known = broker === null ? undefined : loads.get(broker)
  if (broker !== null && known !== undefined) loads.set(broker, known + load)
}

const apart = (loads: ReadonlyMap<number, number>, one: number, other: number): number =>
  Math.abs((loads.get(one) ?? 0) - (loads.get(other) ?? 0))

const difference = (loads: ReadonlyMap<number, number>): number =>
  loads.size === 0 ? 0 : Math.max(...loads.values()) - Math.min(...loads.values())
