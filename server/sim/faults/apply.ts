// Carries out what can be done to a cluster. The values are those of the one `Fault` union, as on the
// dashboard; the patterns of cuts are built from them.

import type { Fault } from '../../../shared/fault.ts'
import type { NodeId } from '../../../shared/ids.ts'
import { assert, unreachable } from '../../../shared/assert.ts'
import { fromMs } from '../timeline.ts'
import type { Dials } from '../network.ts'
import type { World } from '../world.ts'

export function applyFault(world: World, fault: Fault): void {
  world.recorder?.fault(fault)
  const at = (id: NodeId): number => world.layout.nodes.indexOf(id)
  switch (fault.kind) {
    case 'kill':
    case 'stop':
    // What a crash does to bytes that are not synced is an option of the simulated disk.
    case 'powercut':
      return world.node(at(fault.node)).crash()
    case 'start':
      return world.start(at(fault.node))
    case 'freeze':
      return world.node(at(fault.node)).freeze()
    case 'thaw':
      return world.node(at(fault.node)).thaw()
    case 'busy':
      return world.node(at(fault.node)).stall(fromMs(fault.ms))
    case 'disk':
      return applyToDisk(world, at(fault.node), fault)
    case 'corrupt':
      return world.damage(at(fault.node))
    case 'timeout':
      return fireTimers(world, fault.nodes.map(at), fault.group)
    case 'transfer':
      return world.transfer(fault.group, at(fault.to))
    case 'heal':
      return heal(world)
    default:
      return applyToWire(world, fault)
  }
}

type WireKind = 'cut' | 'mend' | 'partition' | 'link' | 'hold' | 'release' | 'drop' | 'duplicate'
type WireFault = Extract<Fault, { kind: WireKind }>

function applyToWire(world: World, fault: WireFault): void {
  const at = (id: NodeId): number => world.layout.nodes.indexOf(id)
  switch (fault.kind) {
    case 'cut':
    case 'mend':
      return eachWay(at(fault.from), at(fault.to), fault.oneWay === true, (from, to) =>
        world.network[fault.kind](from, to),
      )
    case 'hold':
    case 'release':
      assert(!('frame' in fault), 'simulated messages have no frame numbers')
      return eachWay(at(fault.from), at(fault.to), fault.oneWay === true, (from, to) =>
        world.network[fault.kind](from, to),
      )
    case 'partition':
      return partition(world, fault.islands)
    case 'link': {
      const { kind: _kind, from, to, oneWay, ...dials } = fault
      return eachWay(at(from), at(to), oneWay === true, (one, other) =>
        world.network.setDials(one, other, definedOnly(dials)),
      )
    }
    case 'drop':
    case 'duplicate':
      return assert(false, 'simulated messages have no frame numbers: use the filter of the network')
    default:
      return unreachable(fault)
  }
}

function applyToDisk(world: World, node: number, fault: Extract<Fault, { kind: 'disk' }>): void {
  const { disk } = world.node(node)
  const usual = Math.max(1, world.options.disk.sync[1])
  if (fault.mode === 'none') return disk.slow(1)
  if (fault.mode === 'slow') return disk.slow(Math.max(1, fromMs(fault.delayMs ?? 100) / usual))
  return disk.failNext()
}

function eachWay(from: number, to: number, oneWay: boolean, act: (from: number, to: number) => void): void {
  act(from, to)
  if (!oneWay) act(to, from)
}

/** Nodes named in no island form one more. */
function partition(world: World, islands: readonly (readonly NodeId[])[]): void {
  const islandOf = (id: NodeId): number => islands.findIndex((island) => island.includes(id))
  const { nodes } = world.layout
  for (const [from, one] of nodes.entries())
    for (const [to, other] of nodes.entries())
      if (from !== to && islandOf(one) !== islandOf(other)) world.network.cut(from, to)
}

function fireTimers(world: World, nodes: readonly number[], name: string): void {
  const group = world.layout.groups.find((one) => one.name === name)
  if (group === undefined) return
  for (const node of nodes) world.node(node).fireTimer(group.group)
}

function heal(world: World): void {
  world.network.mendAll()
  for (const node of world.nodes) {
    node.thaw()
    node.setRate(1)
    node.disk.slow(1)
    world.start(node.number)
  }
}

type LooseDials = { readonly [K in keyof Dials]?: Dials[K] | undefined }

const definedOnly = (dials: LooseDials): Dials => ({
  delayMs: dials.delayMs ?? 0,
  jitterMs: dials.jitterMs ?? 0,
  lossRate: dials.lossRate ?? 0,
  duplicateRate: dials.duplicateRate ?? 0,
  reorderRate: dials.reorderRate ?? 0,
})
