// What the managers may order a broker: to host a replica, to end one, and, where it leads, to change who is
// in the group. The group's own log decides; an order is only the wish of whoever is write manager now.

import { unreachable } from '../../shared/assert.ts'
import type { Json } from '../../shared/ids.ts'
import type { MemberOrder, OrderReply } from '../../shared/protocol/report.ts'
import {
  CLOSE,
  HOST,
  MEMBERS,
  closeOrderSchema,
  hostOrderSchema,
  memberOrderSchema,
} from '../../shared/protocol/report.ts'
import type { Host, MemberChange, Proposed } from '../host/port.ts'
import type { Hosting } from './hosting.ts'

/** Shorter than the managers wait, so that they hear why it failed. */
const ORDER_MS = 2_500

/** `changed`: the managers wait to see what a good order did. */
export function takeOrders(host: Host, hosting: Hosting, changed: () => void): void {
  const answered =
    (act: (raw: Json) => Promise<string | null>) =>
    async (_from: string, raw: Json): Promise<OrderReply> => {
      const message = await act(raw)
      if (message === null) changed()
      return { done: message === null, message }
    }
  host.onCall(
    HOST,
    answered((raw) => hosting.obey(hostOrderSchema.parse(raw))),
  )
  host.onCall(
    CLOSE,
    answered((raw) => hosting.close(closeOrderSchema.parse(raw))),
  )
  host.onCall(
    MEMBERS,
    answered((raw) => changeMembers(host, hosting, memberOrderSchema.parse(raw))),
  )
}

/** Null once the change is committed and applied here; else why not. */
async function changeMembers(host: Host, hosting: Hosting, order: MemberOrder): Promise<string | null> {
  const { group, epoch } = order
  const status = host.status(group)
  if (hosting.get(group) === undefined || status === null)
    return `${host.node} holds nothing of group ${group}`
  const outdated = hosting.judgeEpoch(group, epoch)
  if (outdated !== null) return outdated
  const cause = `order:${order.order}`
  if (order.order === 'transfer') {
    const moved = await host.transfer(group, order.to, ORDER_MS, cause)
    return moved.ok ? null : moved.error.why
  }
  if (order.order === 'remove' && order.replica === status.replicaId)
    return 'the leader has to hand over first'
  return said(await host.changeMembers(group, changeOf(order), ORDER_MS, cause))
}

function changeOf(order: Exclude<MemberOrder, { order: 'transfer' }>): MemberChange {
  switch (order.order) {
    case 'add':
      return { add: { replica: order.replica, node: order.node } }
    case 'promote':
      return { promote: order.replica }
    case 'remove':
      return { remove: order.replica }
    default:
      return unreachable(order)
  }
}

function said(result: Proposed): string | null {
  if (result.outcome === 'applied') return null
  return result.outcome === 'refused' ? result.why : 'whether it was done is not known'
}
