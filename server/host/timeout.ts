// An election timer that fires on demand: the core is fed exactly the ticks its timer has left. To the core
// nothing else happened than that time went by.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Input } from '../raft/types.ts'
import { err, ok } from '../../shared/result.ts'
import type { Replica } from './replica.ts'

export function fireTimeout(
  { group, name, view }: Replica,
  put: (group: GroupId, input: Input, cause: string | null) => void,
  node: NodeId,
): Result<null, string> {
  if (view.role === 'leader') return err(`${node} leads ${name}: a leader has no election timer`)
  const left = Math.max(1, view.timeoutTicks - view.elapsedTicks)
  for (let fed = 0; fed < left; fed += 1) put(group, { t: 'tick' }, `timer:${node}/${name}`)
  return ok(null)
}
