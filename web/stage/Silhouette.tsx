// The shape says what kind of process it is: manager = gear, broker = drum, ATM = bank note. Drawn around
// the origin, with half size r.

import { unreachable } from '../../shared/assert.ts'
import type { NodeRole } from '../../shared/ids.ts'

export function Silhouette({ role, r, fill }: { role: NodeRole; r: number; fill: string }) {
  switch (role) {
    case 'manager':
      return <path className="silhouette" d={gear(r)} fill={fill} />
    case 'broker':
      return <Drum r={r} fill={fill} />
    case 'atm':
      return <BankNote r={r} fill={fill} />
    default:
      return unreachable(role)
  }
}

const TEETH = 8

/** Eight teeth with straight flanks: reads as a gear from the last row. */
function gear(r: number): string {
  const inner = r * 0.84
  const points = Array.from({ length: TEETH }, (_, tooth) => {
    const at = (2 * Math.PI * tooth) / TEETH
    return [
      [at - 0.24, inner],
      [at - 0.17, r * 1.06],
      [at + 0.17, r * 1.06],
      [at + 0.24, inner],
    ] as const
  }).flat()
  return `M${points.map(([angle, radius]) => `${(radius * Math.sin(angle)).toFixed(1)} ${(-radius * Math.cos(angle)).toFixed(1)}`).join('L')}Z`
}

function Drum({ r, fill }: { r: number; fill: string }) {
  const top = -r * 0.74
  const bottom = r * 0.74
  const rim = r * 0.26
  const body = `M${-r} ${top}V${bottom}A${r} ${rim} 0 0 0 ${r} ${bottom}V${top}`
  return (
    <g>
      <path className="silhouette" d={`${body}A${r} ${rim} 0 0 0 ${-r} ${top}Z`} fill={fill} />
      <ellipse className="silhouette" cx={0} cy={top} rx={r} ry={rim} fill={fill} />
    </g>
  )
}

function BankNote({ r, fill }: { r: number; fill: string }) {
  const w = r * 1.28
  const h = r * 0.8
  return (
    <g>
      <rect className="silhouette" x={-w} y={-h} width={2 * w} height={2 * h} rx={r * 0.12} fill={fill} />
      <circle className="silhouette-detail" cx={0} cy={0} r={h * 0.66} />
      {[-1, 1].map((side) => (
        <circle key={side} className="silhouette-dot" cx={side * w * 0.79} cy={0} r={r * 0.07} />
      ))}
    </g>
  )
}
