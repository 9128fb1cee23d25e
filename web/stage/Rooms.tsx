// The three rooms: who lives there and what for. Quiet, so that the processes stand out.

import type { ClusterScene, Point } from '../scene/cluster.ts'

export function Rooms({ scene, trunk }: { scene: ClusterScene; trunk: { from: Point; to: Point } | null }) {
  const pad = scene.r * 0.5
  return (
    <g aria-hidden="true">
      {trunk !== null && (
        <line className="trunk" x1={trunk.from.x} y1={trunk.from.y} x2={trunk.to.x} y2={trunk.to.y} />
      )}
      {scene.rooms.map(({ role, title, hint, x, y, width, height }) => (
        <g key={role}>
          <rect className="room" x={x} y={y} width={width} height={height} rx={10} />
          <text className="room-title" x={x + pad} y={y + pad} dominantBaseline="hanging">
            {title}
          </text>
          <text className="room-hint" x={x + pad} y={y + pad} dy="1.5em" dominantBaseline="hanging">
            {hint}
          </text>
        </g>
      ))}
    </g>
  )
}
