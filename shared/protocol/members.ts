// Who is in the managers' or the ATMs' group, and how an operator changes it: told and ordered over HTTP, at the node
// that leads. These groups have no plan in the directory as partitions do: their own configuration is the plan.

import * as z from 'zod'
import { NAME_PATTERN } from '../ids.ts'
import { CAUGHT_UP_WITHIN } from './limits.ts'

const node = z.string().regex(NAME_PATTERN)
const replica = z.number().int().min(1)

const groupMemberSchema = z.object({ replica, node, match: z.number().nullable() })
export type GroupMember = z.infer<typeof groupMemberSchema>

/** One that has confirmed nothing yet is near the end of a short log only by chance. */
export const isClose = (last: number, { match }: Pick<GroupMember, 'match'>): boolean =>
  match !== null && match > 0 && last - match < CAUGHT_UP_WITHIN

export const membersAnswerSchema = z.object({
  /** Of the node that answers. */
  replica_id: replica,
  /** It leads, and hears a majority. */
  leads: z.boolean(),
  /** Newest entry of its log. */
  last: z.number(),
  voters: z.array(groupMemberSchema),
  learners: z.array(groupMemberSchema),
})
export type GroupMembers = z.infer<typeof membersAnswerSchema>

/** Each may be repeated: what is true already is confirmed. */
export type MemberWish =
  | { readonly order: 'add'; readonly replica: number; readonly node: string }
  | { readonly order: 'promote' | 'remove'; readonly replica: number }
