// Which frames wait on which link: told one by one when they begin to wait, and together when they are free.

import type { ClusterView, HeldFrameView } from './cluster-view.ts'
import type { HeldReason, Rpc } from './trace-facts.ts'
import type { TraceEventOf } from './trace.ts'
import { linkKey, newLink } from './cluster-view.ts'

export function foldHeld(view: ClusterView, rpc: Rpc, why: HeldReason): ClusterView {
  const { id, type, bytes, sentAt } = rpc
  const frame: HeldFrameView = {
    id,
    type,
    group: rpc.group ?? null,
    term: rpc.term ?? null,
    count: rpc.count ?? null,
    bytes,
    sentAt,
    why,
  }
  return withHeld(view, rpc, (held) => [...held.filter((one) => one.id !== id), frame])
}

export function foldFreed(view: ClusterView, event: TraceEventOf<'freed'>): ClusterView {
  const { frames } = event
  return withHeld(view, event, (held) =>
    frames === null ? [] : held.filter(({ id }) => !frames.includes(id)),
  )
}

function withHeld(
  view: ClusterView,
  { from, to }: Pick<Rpc, 'from' | 'to'>,
  change: (held: readonly HeldFrameView[]) => readonly HeldFrameView[],
): ClusterView {
  const key = linkKey(from, to)
  const link = view.links[key] ?? newLink(from, to)
  const held = change(link.held)
  if (held.length === 0 && link.held.length === 0) return view
  return { ...view, links: { ...view.links, [key]: { ...link, held } } }
}
