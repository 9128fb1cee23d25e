// An election timer that fires on demand: the core is fed exactly the ticks its timer has left. To the core
// nothing else happened than that time went by.

import type { GroupId, GroupName, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Input } from '../raft/types.ts'
import { err, ok } from '../../shared/result.ts'
import type { Replica } from './replica.ts'

export function fireTimeout(
  replicas: readonly Replica[],
  name: GroupName,
  put: (group: GroupId, input: Input, cause: string | null) => void,
  node: NodeId,
): Result<null, string> {
  const replica = replicas.find((one) => one.name === name)
  if (replica === undefined) return err(`${node} has no replica of ${name}`)
  const { role, elapsedTicks, timeoutTicks } = replica.view
  if (role === 'leader') return err(`${node} leads ${name}: a leader has no election timer`)
  const left = Math.max(1, timeoutTicks - elapsedTicks)
  for (let fed = 0; fed < left; fed += 1) put(replica.group, { t: 'tick' }, `timer:${node}/${name}`)
  return ok(null)
}
