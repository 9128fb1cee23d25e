// The shape says what kind of process it is: manager = gear, broker = drum, ATM = bank note. Drawn around
// the origin, with half height r.

import type { NodeRole } from '../../shared/ids.ts'
import { inside, outline } from '../scene/silhouette.ts'

interface Props {
  readonly role: NodeRole
  readonly r: number
  readonly fill: string
  /** Absent processes are hatched. */
  readonly hatched?: boolean
}

export function Silhouette({ role, r, fill, hatched = false }: Props) {
  const shape = outline(role, r)
  return (
    <>
      <path className="silhouette" d={shape} fill={fill} />
      {hatched && <path className="silhouette-hatch" d={shape} />}
      <path className={role === 'broker' ? 'silhouette-lid' : 'silhouette-detail'} d={inside(role, r)} />
    </>
  )
}

/** A line that follows the shape at a distance: the rings of a leader, what is selected. */
export function Outline({
  role,
  r,
  grow,
  className,
}: Omit<Props, 'fill'> & { grow: number; className: string }) {
  return <path className={className} d={outline(role, r, grow)} />
}
