// How a message looks: its shape says its kind, filled is a request and hollow a reply, a cross is lost.
// It carries its sender's term colour, so that a stale leader's messages visibly belong to an old term.

import { unreachable } from '../../shared/assert.ts'
import type { Rpc, RpcType } from '../../shared/trace-facts.ts'
import { TERM_CYCLE } from '../scene/colour.ts'
import type { Flight } from '../scene/flights.ts'
import { placeAt } from '../scene/flights.ts'

export interface Ink {
  readonly outline: string
  readonly paper: string
  readonly terms: readonly string[]
  readonly font: string
}

/** The theme's colours as the canvas needs them. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const value = (name: string): string => style.getPropertyValue(name).trim()
  return {
    outline: value('--ink'),
    paper: value('--paper'),
    terms: Array.from({ length: TERM_CYCLE }, (_, at) => value(`--term-${at}`)),
    font: style.fontFamily,
  }
}

/** Size of a message, its trail and its words, in half sizes of a node. */
const SIZE = 0.23
const TRAIL = 1.1
const WORDS = 14 / 30

export function drawFlight(context: CanvasRenderingContext2D, flight: Flight, r: number, ink: Ink): void {
  const { rpc } = flight
  const { x, y } = placeAt(flight)
  const size = r * SIZE
  context.save()
  context.lineWidth = Math.max(1.75, r * 0.06)
  context.lineJoin = 'round'
  drawTrail(context, flight, r, ink)
  context.translate(x, y)
  context.strokeStyle = ink.outline
  context.fillStyle = isReply(rpc.type) ? ink.paper : (ink.terms[(rpc.term ?? 0) % TERM_CYCLE] ?? ink.paper)
  if (rpc.dropped === undefined) {
    drawShape(context, rpc.type, size)
    if (isReply(rpc.type) && rpc.ok !== undefined) drawSign(context, size * 0.5, rpc.ok)
  } else drawCross(context, size)
  const words = wordsOf(rpc)
  if (words !== '') drawWords(context, words, size, r * WORDS, ink)
  context.restore()
}

const isReply = (type: RpcType): boolean => type.endsWith('Resp') || type === 'answer'

/** An after-image: dashed behind the message, from where it came. */
function drawTrail(context: CanvasRenderingContext2D, flight: Flight, r: number, ink: Ink): void {
  const { from, to, progress } = flight
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const begin = Math.max(0, progress - (r * TRAIL) / Math.max(1, length))
  const start = placeAt({ ...flight, progress: begin })
  const end = placeAt(flight)
  context.strokeStyle = ink.outline
  context.setLineDash([r * 0.12, r * 0.12])
  context.beginPath()
  context.moveTo(start.x, start.y)
  context.lineTo(end.x, end.y)
  context.stroke()
  context.setLineDash([])
}

function drawShape(context: CanvasRenderingContext2D, type: RpcType, size: number): void {
  context.beginPath()
  switch (type) {
    case 'vote':
    case 'voteResp':
    case 'preVote':
    case 'preVoteResp':
      diamond(context, size * 1.4)
      break
    case 'call':
    case 'answer':
    case 'other':
    case 'noSuchReplica':
      context.rect(-size * 1.2, -size * 0.8, size * 2.4, size * 1.6)
      break
    case 'readIndex':
    case 'readIndexResp':
    case 'beat':
    case 'beatResp':
      context.rect(-size * 0.4, -size, size * 0.8, size * 2)
      break
    case 'app':
    case 'appResp':
      context.arc(0, 0, size, 0, 2 * Math.PI)
      break
    default:
      unreachable(type)
  }
  context.fill()
  context.stroke()
}

function diamond(context: CanvasRenderingContext2D, size: number): void {
  context.moveTo(0, -size)
  context.lineTo(size, 0)
  context.lineTo(0, size)
  context.lineTo(-size, 0)
  context.closePath()
}

function drawCross(context: CanvasRenderingContext2D, size: number): void {
  context.beginPath()
  context.moveTo(-size, -size)
  context.lineTo(size, size)
  context.moveTo(size, -size)
  context.lineTo(-size, size)
  context.stroke()
}

/** Granted or accepted: plus; refused: minus. */
function drawSign(context: CanvasRenderingContext2D, size: number, granted: boolean): void {
  context.beginPath()
  context.moveTo(-size, 0)
  context.lineTo(size, 0)
  if (granted) {
    context.moveTo(0, -size)
    context.lineTo(0, size)
  }
  context.stroke()
}

/** How many entries; `?` for a vote that is only asked about; `r` for a read that is being confirmed. */
function wordsOf({ type, count }: Rpc): string {
  if (type === 'app') return count === undefined || count < 2 ? '' : `×${count}`
  if (type === 'preVote') return '?'
  return type === 'readIndex' ? 'r' : ''
}

function drawWords(
  context: CanvasRenderingContext2D,
  words: string,
  size: number,
  fontSize: number,
  ink: Ink,
): void {
  context.font = `600 ${fontSize}px ${ink.font}`
  context.textBaseline = 'middle'
  context.lineWidth = 4
  context.strokeStyle = ink.paper
  context.fillStyle = ink.outline
  context.strokeText(words, size * 1.7, 0)
  context.fillText(words, size * 1.7, 0)
}
