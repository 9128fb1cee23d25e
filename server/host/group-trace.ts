// What the cores said, as events for people. Elections and losses are told at once; appends, commits and
// applies as ranges, joined until the next flush. Nothing here may influence what the node does.

import type { GroupId, LogIndex, NodeId } from '../../shared/ids.ts'
import type { LogCell, TraceBody } from '../../shared/trace.ts'
import type { Entry, RaftEvent } from '../raft/types.ts'
import { MAX_CELLS } from '../../shared/trace.ts'
import { MAX_APPEND_LABELS } from './limits.ts'
import { joinAppends, joinRanges, noProgress, rememberApplied } from './progress.ts'
import type { AppliedCommand, Progress } from './progress.ts'
import { cellOf, factsOf, storyOf } from './story.ts'
import type { Replica } from './replica.ts'

type Emit = (body: TraceBody, cause: string | null) => void

export interface GroupTrace {
  /** Everything a viewer needs of this replica: when it starts, and after a loss. */
  readonly facts: (replica: Replica) => void
  readonly event: (replica: Replica, event: RaftEvent, cause: string | null) => void
  readonly applied: (replica: Replica, command: AppliedCommand) => void
  readonly appliedRange: (replica: Replica, from: LogIndex, to: LogIndex, cause: string | null) => void
  /** Ranges wait to be told. */
  readonly pending: () => boolean
  /** Tells the ranges of all groups, and how far each is durable. */
  readonly flush: () => void
}

interface Told {
  readonly replica: Replica
  progress: Progress
  /** The durable index a viewer knows. */
  durable: LogIndex
}

export interface GroupTraceOptions {
  readonly node: NodeId
  readonly emit: Emit
  readonly entries: (group: GroupId, from: LogIndex, to: LogIndex) => readonly Entry[]
}

export function createGroupTrace({ node, emit, entries }: GroupTraceOptions): GroupTrace {
  const groups = new Map<GroupId, Told>()
  const changed = new Set<Told>()

  const toldOf = (replica: Replica): Told => {
    const known = groups.get(replica.group)
    if (known !== undefined) return known
    const made = { replica, progress: noProgress(), durable: replica.view.durableIndex }
    groups.set(replica.group, made)
    return made
  }

  const cells = (replica: Replica, from: LogIndex, to: LogIndex, labelled: boolean): LogCell[] =>
    entries(replica.group, Math.max(from, to - MAX_CELLS + 1), to).map((entry) =>
      cellOf(replica, entry, labelled),
    )

  const tellRanges = (told: Told): void => {
    const { replica, progress } = told
    const place = { node, group: replica.name }
    const { append, commit, apply, applied } = progress
    told.progress = noProgress()
    if (append !== null) {
      const { cause, ...range } = append
      const few = append.to - append.from < MAX_APPEND_LABELS
      const labelled = few && replica.view.role === 'leader'
      emit(
        { kind: 'append', ...place, ...range, cells: cells(replica, append.from, append.to, labelled) },
        cause,
      )
    }
    // The viewer's fold takes an append as not durable from its first entry on.
    if (append !== null) told.durable = Math.min(told.durable, (append.cut ?? append.from) - 1)
    const durable = replica.view.durableIndex
    if (durable !== told.durable) emit({ kind: 'durable', ...place, to: durable }, 'disk')
    told.durable = durable
    if (commit !== null)
      emit({ kind: 'commit', ...place, term: commit.term, from: commit.from, to: commit.to }, commit.cause)
    if (apply === null) return
    const labels = applied
      .slice(-MAX_CELLS)
      .map(({ index, command }) => ({ index, label: replica.machine.describe(command) }))
    emit({ kind: 'apply', ...place, from: apply.from, to: apply.to, labels }, apply.cause)
  }

  return {
    facts(replica) {
      const told = toldOf(replica)
      told.progress = noProgress()
      told.durable = replica.view.durableIndex
      const { view } = replica
      const newest = cells(replica, view.firstIndex, view.lastIndex, true)
      emit({ kind: 'replica', node, group: replica.name, ...factsOf(replica), cells: newest }, 'start')
    },
    event(replica, event, cause) {
      const told = toldOf(replica)
      if (event.k === 'append') {
        const { term, from, to, cut } = event
        told.progress.append = joinAppends(told.progress.append, { term, from, to, cut, cause })
        changed.add(told)
        return
      }
      if (event.k === 'commit') {
        const { term, from, to } = event
        told.progress.commit = joinRanges(told.progress.commit, { term, from, to, cause })
        changed.add(told)
        return
      }
      const body = storyOf(node, replica, event)
      if (body === null) return
      // A story is told in its place: what happened before it first.
      if (changed.delete(told)) tellRanges(told)
      emit(body, cause)
    },
    applied: (replica, command) => rememberApplied(toldOf(replica).progress, command),
    appliedRange(replica, from, to, cause) {
      const told = toldOf(replica)
      told.progress.apply = joinRanges(told.progress.apply, { from, to, cause })
      changed.add(told)
    },
    pending: () => changed.size > 0,
    flush() {
      for (const told of groups.values())
        if (told.durable !== told.replica.view.durableIndex) changed.add(told)
      for (const told of changed) tellRanges(told)
      changed.clear()
    },
  }
}
