// Until they are told to forget somebody who was decommissioned, nodes try to reach him; a frozen one even later. What
// they tell of such links would bring a node back into the picture that is none any more.

import type { NodeId } from '../../shared/ids.ts'
import type { NodeEvent } from '../../shared/trace.ts'

/** Null: there is nothing else in it. */
export function withoutGone(event: NodeEvent, gone: ReadonlySet<NodeId>): NodeEvent | null {
  if (gone.size === 0) return event
  switch (event.kind) {
    case 'link':
      return gone.has(event.to) ? null : event
    case 'rpc':
      return gone.has(event.to) && event.held !== undefined ? null : event
    case 'traffic':
      return { ...event, links: event.links.filter(({ to }) => !gone.has(to)) }
    default:
      return event
  }
}
