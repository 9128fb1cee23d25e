// What a replica is in its group, around and above its shape: double ring and solid crown for a confirmed
// leader, single ring and hollow crown for one in its own eyes, dashed ring and votes for one that asks.

import type { NodeId, NodeRole } from '../../shared/ids.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { badgeFoot, CROWN, RING } from '../scene/silhouette.ts'
import { Ballots } from './Ballots.tsx'
import { Crown } from './Crown.tsx'
import { Outline } from './Silhouette.tsx'

interface Props {
  readonly role: NodeRole
  readonly r: number
  readonly standing: NodeStanding
  readonly voters: readonly NodeId[]
}

/** Size of the votes, and how far above its origin the row of votes is drawn. */
const PIPS = 1.25
const BALLOTS_AT = 1.66

export function RoleSign({ role, r, standing, voters }: Props) {
  const { leading, replica } = standing
  const foot = badgeFoot(role, r)
  if (leading !== 'none')
    return (
      <>
        <Outline role={role} r={r} grow={RING * r} className="node-ring" />
        {leading === 'confirmed' && <Outline role={role} r={r} grow={2 * RING * r} className="node-ring" />}
        <Crown x={0} y={foot - r * CROWN * 0.5} size={r * CROWN * 1.5} hollow={leading === 'believes'} />
      </>
    )
  if (replica.role === 'follower' || replica.role === 'leader') return null
  const asksFirst = replica.role === 'preCandidate'
  return (
    <>
      <Outline
        role={role}
        r={r}
        grow={1.4 * RING * r}
        className={asksFirst ? 'node-ring node-ring-asking' : 'node-ring node-ring-candidate'}
      />
      <g transform={`translate(0 ${(foot - r * CROWN * 0.45 + PIPS * BALLOTS_AT * r).toFixed(1)})`}>
        <Ballots standing={standing} voters={voters} r={PIPS * r} />
      </g>
    </>
  )
}
