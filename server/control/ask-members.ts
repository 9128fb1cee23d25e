// Asks the nodes of the managers' or the ATMs' group who is in it, and orders its leader to change that.

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import type { GroupMembers, MemberWish } from '../../shared/protocol/members.ts'
import { membersAnswerSchema } from '../../shared/protocol/members.ts'

/** Longer than a change of members takes while a majority hears the leader. */
const ANSWER_LIMIT_MS = 8_000
/** A look is local and quick; a frozen node must not hold it up. */
const LOOK_LIMIT_MS = 1_000

const doneSchema = z.object({ status: z.literal('success') })

export interface AskMembers {
  /** What this node says of its group; null while it says nothing. */
  look(node: NodeId): Promise<GroupMembers | null>
  /** True: what was ordered is committed. Otherwise the next look shows what became of it. */
  order(node: NodeId, wish: MemberWish): Promise<boolean>
}

/** `baseOf`: the URL of a node's HTTP. */
export function askMembers(baseOf: (node: NodeId) => string | null): AskMembers {
  const ask = async (node: NodeId, limitMs: number, init: RequestInit): Promise<unknown> => {
    const base = baseOf(node)
    if (base === null) return null
    try {
      const response = await fetch(`${base}/members`, { ...init, signal: AbortSignal.timeout(limitMs) })
      return await response.json()
    } catch {
      return null
    }
  }
  return {
    async look(node) {
      const answer = membersAnswerSchema.safeParse(await ask(node, LOOK_LIMIT_MS, {}))
      return answer.success ? answer.data : null
    },
    async order(node, wish) {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(wish) }
      return doneSchema.safeParse(await ask(node, ANSWER_LIMIT_MS, init)).success
    },
  }
}
