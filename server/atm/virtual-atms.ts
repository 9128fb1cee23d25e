// The network of ATMs in virtual time, asked through its routes.

import type { NodeId } from '../../shared/ids.ts'
import { ATM_GROUP } from '../../shared/ids.ts'
import { COMMON_CONFIG, VirtualNodes } from '../http/virtual-nodes.ts'
import type { NodePlan, RoleParts, VirtualNode } from '../http/virtual-nodes.ts'
import { startAtm } from './atm.ts'

export const ATMS = ['atm-1', 'atm-2', 'atm-3'] as const
const members = ATMS.map((node, place) => ({ node, replica: place + 1 }))
const conf = { voters: members.map(({ replica }) => replica), outgoing: [], learners: [] }
/** Long enough for the first election. */
const STARTED_MS = 2_500

export class VirtualAtms extends VirtualNodes {
  private constructor() {
    super(planOf, startRole)
  }

  /** Ready when one leads and all have heard of it. */
  static async start(): Promise<VirtualAtms> {
    const atms = new VirtualAtms()
    for (const node of ATMS) await atms.boot(node)
    await atms.run(STARTED_MS)
    return atms
  }

  leader(): NodeId {
    return this.leaderOf(ATM_GROUP)
  }

  followers(): readonly NodeId[] {
    const leader = this.leader()
    return ATMS.filter((node) => node !== leader)
  }
}

function startRole(parts: RoleParts): Promise<Pick<VirtualNode, 'routes'>> {
  const [record] = parts.first
  if (record === undefined) throw new Error(`${parts.config.node} is no ATM`)
  return startAtm({ ...parts, record })
}

function planOf(node: NodeId): NodePlan {
  const place = (name: NodeId) => {
    const number = members.findIndex((member) => member.node === name) + 1
    return { node: name, host: 'memory', httpPort: 100 + number, raftPort: number }
  }
  const config = {
    ...COMMON_CONFIG,
    ...place(node),
    role: 'atm' as const,
    dir: `/data/${node}`,
    peers: ATMS.filter((name) => name !== node).map(place),
    members,
    lastFirstReplica: members.length,
  }
  const record = { group: ATM_GROUP, name: 'atm', epoch: 0, conf, members } as const
  const own = members.filter((member) => member.node === node)
  return { config, first: own.map(({ replica }) => ({ ...record, replica })) }
}
