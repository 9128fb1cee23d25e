// What the cores said, as events for people. Elections and losses are told at once; appends, commits and
// applies as ranges, joined until the next flush. Nothing here may influence what the node does.

import type { GroupId, LogIndex, NodeId } from '../../shared/ids.ts'
import type { LogCell } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
import type { Entry, RaftEvent } from '../raft/types.ts'
import { MAX_CELLS } from '../../shared/trace-facts.ts'
import { MAX_RUSH_LABELS } from './limits.ts'
import { joinAppends, joinRanges, noProgress, rememberApplied } from './progress.ts'
import type { AppendRange, AppliedCommand, Progress, Range } from './progress.ts'
import { cellOf, factsOf, offsetIn, storyOf } from './story.ts'
import type { Replica } from './replica.ts'

type Emit = (body: TraceBody, cause: string | null) => void

export interface GroupTrace {
  /** Everything a viewer needs of this replica: when it starts, and after a loss. */
  readonly facts: (replica: Replica) => void
  readonly event: (replica: Replica, event: RaftEvent, cause: string | null) => void
  readonly applied: (replica: Replica, command: AppliedCommand) => void
  readonly appliedRange: (replica: Replica, from: LogIndex, to: LogIndex, cause: string | null) => void
  readonly forget: (replica: Replica) => void
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

  const tellAppend = (replica: Replica, { cause, ...range }: AppendRange): void => {
    const few = range.to - range.from < MAX_RUSH_LABELS
    const labelled = few && replica.view.role === 'leader'
    const newest = cells(replica, range.from, range.to, labelled)
    emit({ kind: 'append', node, group: replica.name, ...range, cells: newest }, cause)
  }

  const tellDurable = (told: Told, append: AppendRange | null): void => {
    // The viewer's fold takes an append as not durable from its first entry on.
    if (append !== null) told.durable = Math.min(told.durable, (append.cut ?? append.from) - 1)
    const to = told.replica.view.durableIndex
    if (to !== told.durable) emit({ kind: 'durable', node, group: told.replica.name, to }, 'disk')
    told.durable = to
  }

  const tellApply = (
    { name, machine }: Replica,
    { from, to, cause }: Range,
    applied: AppliedCommand[],
  ): void => {
    // More than a screen at once: nobody reads them all, and the newest say what is going on.
    const readable = to - from < MAX_CELLS ? MAX_CELLS : MAX_RUSH_LABELS
    const labels = applied
      .slice(-readable)
      .map(({ index, command, reply }) => ({ index, label: machine.describe(command), ...offsetIn(reply) }))
    emit({ kind: 'apply', node, group: name, from, to, labels }, cause)
  }

  const tellRanges = (told: Told): void => {
    const { replica, progress } = told
    const { append, commit, apply, applied } = progress
    told.progress = noProgress()
    if (append !== null) tellAppend(replica, append)
    tellDurable(told, append)
    if (commit !== null) {
      const { cause, ...range } = commit
      emit({ kind: 'commit', node, group: replica.name, ...range }, cause)
    }
    if (apply !== null) tellApply(replica, apply, applied)
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
    forget({ group }) {
      const told = groups.get(group)
      if (told !== undefined) changed.delete(told)
      groups.delete(group)
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
