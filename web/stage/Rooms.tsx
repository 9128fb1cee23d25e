// The three rooms as quiet ground, so that the processes stand out; and one line for all the connections
// between managers and brokers, which opens when one of them is selected.

import { useCallback } from 'react'
import type { ClusterScene, Room } from '../scene/cluster.ts'
import { roomNote } from '../scene/room-notes.ts'
import type { ClusterState } from '../store/cluster.ts'
import { useCluster } from '../store/cluster.ts'

/** From the corner of a room to its title, in lines. */
const INSET = 0.7
const BASELINE = 1.25

interface Props {
  readonly scene: ClusterScene
  /** Its connections are drawn one by one instead. */
  readonly trunkIsOpen: boolean
}

export function Rooms({ scene, trunkIsOpen }: Props) {
  const { rooms, trunk, metrics } = scene
  return (
    <g>
      {rooms.map((room) => (
        <rect
          key={room.role}
          className="room"
          x={room.x}
          y={room.y}
          width={room.width}
          height={room.height}
          rx={10}
        />
      ))}
      {trunk !== null && !trunkIsOpen && (
        <g className="trunk" aria-hidden="true">
          <line x1={trunk.from.x} y1={trunk.from.y} x2={trunk.to.x} y2={trunk.to.y} />
          <text x={trunk.from.x + metrics.pad} y={(trunk.from.y + trunk.to.y) / 2} dy="0.35em">
            health reports, forwarded requests
          </text>
        </g>
      )}
    </g>
  )
}

/** Above everything else: what is said of a room must not lie under a line. */
export function RoomTitles({ scene: { rooms, metrics } }: { scene: ClusterScene }) {
  return rooms.map((room) => <RoomTitle key={room.role} room={room} line={metrics.line} />)
}

function RoomTitle({ room, line }: { room: Room; line: number }) {
  const note = useCluster(useCallback(({ view }: ClusterState) => roomNote(view, room.role), [room.role]))
  const y = room.y + line * BASELINE
  return (
    <>
      <text className="room-title" x={room.x + line * INSET} y={y}>
        {room.title}
      </text>
      {note !== null && (
        <text className="room-note" x={room.x + room.width - line * INSET} y={y} textAnchor="end">
          ⚠ {note}
        </text>
      )}
    </>
  )
}
