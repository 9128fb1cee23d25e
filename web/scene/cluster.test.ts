import { describe, expect, test } from 'vitest'
import { DEMO_NODES } from '../fixtures/demo-cluster.ts'
import { roleOf } from '../../shared/ids.ts'
import type { CaptionedPlace, ClusterScene, Size } from './cluster.ts'
import { clusterScene } from './cluster.ts'
import { extentOf } from './silhouette.ts'

const NODES = DEMO_NODES.map((id) => ({ id, role: roleOf(id) }))
/** What the shell gives on a laptop with and without a timeline, on a projector, and in stage mode. */
const SIZES: readonly Size[] = [
  { width: 926, height: 478 },
  { width: 926, height: 572 },
  { width: 1_280, height: 800 },
  { width: 1_600, height: 760 },
  { width: 1_920, height: 968 },
]

const place = (scene: ClusterScene, node: string): CaptionedPlace => {
  const found = scene.places.find((one) => one.node === node)
  if (found === undefined) throw new Error(`${node} has no place`)
  return found
}

describe.each(SIZES)('at $width x $height', (size) => {
  const scene = clusterScene(size, NODES)

  test('every process has one place, inside its own room', () => {
    expect(scene.places.map(({ node }) => node).sort()).toEqual([...DEMO_NODES].sort())
    for (const { role, r, x, y } of scene.places) {
      const room = scene.rooms.find((one) => one.role === role)
      const { width, height } = extentOf(role, r)
      expect(x - width).toBeGreaterThanOrEqual(room?.x ?? Infinity)
      expect(x + width).toBeLessThanOrEqual((room?.x ?? 0) + (room?.width ?? 0))
      expect(y - height).toBeGreaterThanOrEqual(room?.y ?? Infinity)
      expect(y + height).toBeLessThanOrEqual((room?.y ?? 0) + (room?.height ?? 0))
    }
  })

  test('no two shapes touch, and between any two there is an arrow to see', () => {
    for (const a of scene.places) {
      for (const b of scene.places) {
        if (a.node === b.node) continue
        const [own, other] = [extentOf(a.role, a.r), extentOf(b.role, b.r)]
        const across = Math.abs(a.x - b.x) - own.width - other.width
        const down = Math.abs(a.y - b.y) - own.height - other.height
        expect(Math.max(across, down)).toBeGreaterThan(a.r * 0.8)
      }
    }
  })

  test('rooms do not overlap and leave the legend its strip', () => {
    const [managers, brokers, atms] = scene.rooms
    expect((managers?.y ?? 0) + (managers?.height ?? 0)).toBeLessThan(brokers?.y ?? 0)
    expect((brokers?.x ?? 0) + (brokers?.width ?? 0)).toBeLessThan(atms?.x ?? 0)
    expect((brokers?.y ?? 0) + (brokers?.height ?? 0)).toBeLessThanOrEqual(size.height - scene.metrics.legend)
  })

  test('the first name stands at 12 o’clock, the others follow clockwise', () => {
    const [first, second, third, fourth] = ['broker-1', 'broker-2', 'broker-3', 'broker-4'].map((node) =>
      place(scene, node),
    )
    expect(first?.y).toBeLessThan(second?.y ?? 0)
    expect(second?.x).toBeGreaterThan(first?.x ?? 0)
    expect(third?.y).toBeGreaterThan(second?.y ?? 0)
    expect(fourth?.x).toBeLessThan(first?.x ?? 0)
    expect(place(scene, 'atm-2').x).toBeGreaterThan(place(scene, 'atm-3').x)
  })

  test('the outer managers are joined below the middle one, not through it', () => {
    const middle = place(scene, 'manager-2')
    const outer = place(scene, 'manager-1')
    expect(outer.y - middle.y).toBeGreaterThan(extentOf('manager', middle.r).height)
  })
})

test('the tenth broker comes after the ninth', () => {
  const brokers = Array.from({ length: 10 }, (_, at) => ({ id: `broker-${at + 1}`, role: 'broker' as const }))
  const scene = clusterScene({ width: 1_280, height: 800 }, brokers.toReversed())
  expect(scene.places.map(({ node }) => node)).toEqual(brokers.map(({ id }) => id))
})

test('places depend on names alone: the order in which nodes were heard of does not move them', () => {
  const [size = { width: 0, height: 0 }] = SIZES
  expect(clusterScene(size, NODES.toReversed()).places).toEqual(clusterScene(size, NODES).places)
})

test.each(SIZES)(
  'with five brokers the words of the first end before those of its neighbour at $width',
  (size) => {
    const nodes = [...NODES, { id: 'broker-5', role: 'broker' as const }]
    const scene = clusterScene(size, nodes)
    const first = place(scene, 'broker-1')
    const second = place(scene, 'broker-2')
    // The longest line there is: "leads 10, follows 10".
    const half = (8.6 * scene.metrics.small) / 2
    expect(first.x + first.caption.x + first.caption.width).toBeLessThanOrEqual(second.x - half + 1e-6)
  },
)

test('a simulated cluster of brokers has the whole picture, and no words lie under an arrow', () => {
  const nodes = [1, 2, 3, 4, 5].map((at) => ({ id: `broker-${at}`, role: 'broker' as const }))
  const { rooms, places, trunk } = clusterScene({ width: 926, height: 572 }, nodes)
  expect(rooms.map(({ role }) => role)).toEqual(['broker'])
  expect(trunk).toBeNull()
  const titleOf = (scene: ClusterScene): string | undefined => scene.rooms[0]?.title
  expect(titleOf(clusterScene({ width: 926, height: 572 }, nodes))).toBe('Brokers')
  expect(titleOf(clusterScene({ width: 926, height: 572 }, nodes, true))).toBe('Replicas')
  const middle = places.reduce((sum, { y }) => sum + y, 0) / places.length
  for (const { y, caption } of places) {
    // Beside the highest one; above the others of the upper half, below those of the lower one.
    if (caption.anchor === 'middle') expect(caption.y < 0).toBe(y < middle)
    else expect(y).toBe(Math.min(...places.map((place) => place.y)))
  }
})
