// Managers and brokers in virtual time: the queue as its clients see it.

import type { NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP } from '../../shared/ids.ts'
import { startBroker } from '../broker/broker.ts'
import { COMMON_CONFIG, VirtualNodes } from '../http/virtual-nodes.ts'
import type { NodePlan, RoleParts, VirtualNode } from '../http/virtual-nodes.ts'
import { startManager } from './manager.ts'

export type { Told } from '../http/virtual-nodes.ts'

const MANAGERS = ['manager-1', 'manager-2', 'manager-3']
const members = MANAGERS.map((node, place) => ({ node, replica: place + 1 }))
const conf = { voters: members.map(({ replica }) => replica), outgoing: [], learners: [] }

export class VirtualQueue extends VirtualNodes {
  private constructor(brokers: number) {
    super((node) => planOf(node, brokers), startRole)
  }

  /** Ready when all brokers are registered and every node knows it. */
  static async start(brokers: number): Promise<VirtualQueue> {
    const queue = new VirtualQueue(brokers)
    for (const node of MANAGERS) await queue.boot(node)
    for (let number = 1; number <= brokers; number += 1) await queue.boot(`broker-${number}`)
    await queue.run(2_500)
    return queue
  }
}

function startRole(parts: RoleParts): Promise<Pick<VirtualNode, 'routes'>> {
  const { host, config, facts, first, newRequestId } = parts
  const [record] = first
  return record === undefined ? startBroker(parts) : startManager(host, config, facts, record, newRequestId)
}

function planOf(node: NodeId, brokers: number): NodePlan {
  const all = [...MANAGERS, ...Array.from({ length: brokers }, (_, turn) => `broker-${turn + 1}`)]
  const place = (name: NodeId) => {
    const number = all.indexOf(name) + 1
    return { node: name, host: 'memory', httpPort: 100 + number, raftPort: number }
  }
  const manager = members.find((member) => member.node === node)
  const config = {
    ...COMMON_CONFIG,
    ...place(node),
    role: manager === undefined ? ('broker' as const) : ('manager' as const),
    dir: `/data/${node}`,
    peers: MANAGERS.filter((name) => name !== node).map(place),
    members: manager === undefined ? [] : members,
    lastFirstReplica: members.length,
  }
  const own = { group: MANAGERS_GROUP, name: 'managers', epoch: 0, conf, members } as const
  return { config, first: manager === undefined ? [] : [{ ...own, replica: manager.replica }] }
}
