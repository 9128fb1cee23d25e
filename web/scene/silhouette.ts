// The three kinds of process as outlines: a manager is a gear, a broker a drum, an ATM a bank note. Paths
// stand around (0, 0); `grow` makes the rings of a leader follow the shape.

import { unreachable } from '../../shared/assert.ts'
import type { NodeRole } from '../../shared/ids.ts'

export interface Extent {
  readonly width: number
  readonly height: number
}

/** Half width and half height in multiples of the node's half size. */
const SHAPES: Readonly<Record<NodeRole, Extent>> = {
  manager: { width: 1.08, height: 1.08 },
  broker: { width: 1.34, height: 1 },
  atm: { width: 1.5, height: 0.92 },
}

/** Distance of a leader's rings, height of its crown and of the air below it, in half sizes. */
export const RING = 0.15
export const CROWN = 0.5
const AIR = 0.08
/** Half the height of the drum's lid, in half sizes. */
const LID = 0.25
const TEETH = 8

export function extentOf(role: NodeRole, r: number, grow = 0): Extent {
  const { width, height } = SHAPES[role]
  return { width: width * r + grow, height: height * r + grow }
}

/** Where the crown, or what else says the role, has its foot above the node. */
export const badgeFoot = (role: NodeRole, r: number): number =>
  -extentOf(role, r, (2 * RING + AIR) * r).height

/** Where what is written on a node has its middle: below the lid of a drum. */
export const centreOf = (role: NodeRole, r: number): number => (role === 'broker' ? LID * r * 0.9 : 0)

export function outline(role: NodeRole, r: number, grow = 0): string {
  const { width, height } = extentOf(role, r, grow)
  switch (role) {
    case 'manager':
      return grow === 0 ? gear(width) : circle(width)
    case 'broker':
      return drum(width, height, LID * r + grow * 0.5)
    case 'atm':
      return box(width, height, r * 0.14 + grow)
    default:
      return unreachable(role)
  }
}

/** Lines inside the outline: the hub of the gear, the lid of the drum, the medallion of the bank note. */
export function inside(role: NodeRole, r: number): string {
  const { width, height } = extentOf(role, r)
  switch (role) {
    case 'manager':
      return circle(r * 0.62)
    case 'broker':
      return `M${at(-width)} ${at(LID * r - height)}a${at(width)} ${at(LID * r)} 0 0 0 ${at(2 * width)} 0`
    case 'atm':
      return `${circle(r * 0.56)}${circle(r * 0.07, -r * 1.14)}${circle(r * 0.07, r * 1.14)}`
    default:
      return unreachable(role)
  }
}

const at = (value: number): string => value.toFixed(1)

function circle(radius: number, x = 0): string {
  const half = `a${at(radius)} ${at(radius)} 0 1 1`
  return `M${at(x - radius)} 0${half} ${at(2 * radius)} 0${half} ${at(-2 * radius)} 0Z`
}

function drum(width: number, height: number, lid: number): string {
  const arc = `a${at(width)} ${at(lid)} 0 0 1`
  return `M${at(-width)} ${at(lid - height)}${arc} ${at(2 * width)} 0V${at(height - lid)}${arc} ${at(-2 * width)} 0Z`
}

function box(width: number, height: number, corner: number): string {
  const c = at(corner)
  const across = 2 * (width - corner)
  const down = 2 * (height - corner)
  const turn = (x: number, y: number): string => `a${c} ${c} 0 0 1 ${at(x * corner)} ${at(y * corner)}`
  return [
    `M${at(corner - width)} ${at(-height)}h${at(across)}${turn(1, 1)}v${at(down)}${turn(-1, 1)}`,
    `h${at(-across)}${turn(-1, -1)}v${at(-down)}${turn(1, -1)}Z`,
  ].join('')
}

/** Teeth with slanted flanks: reads as a gear from the last row. */
function gear(radius: number): string {
  const inner = radius * 0.82
  const step = (2 * Math.PI) / TEETH
  const corner = (angle: number, length: number): string =>
    `${at(Math.sin(angle) * length)} ${at(-Math.cos(angle) * length)}`
  const teeth = Array.from({ length: TEETH }, (_, tooth) => [
    corner((tooth - 0.31) * step, inner),
    corner((tooth - 0.2) * step, radius),
    corner((tooth + 0.2) * step, radius),
    corner((tooth + 0.31) * step, inner),
  ])
  return `M${teeth.flat().join('L')}Z`
}
