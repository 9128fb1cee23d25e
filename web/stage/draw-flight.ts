// How a message looks: its shape says its kind, filled is a request and hollow a reply, a cross is lost.
// It carries its sender's term colour, so that a stale leader's messages visibly belong to an old term.

import type { RpcType } from '../../shared/trace.ts'
import { TERM_CYCLE } from '../scene/colour.ts'
import type { Flight } from '../scene/flights.ts'
import { placeAt } from '../scene/flights.ts'

export interface Ink {
  readonly outline: string
  readonly paper: string
  readonly terms: readonly string[]
}

/** The theme's colours as the canvas needs them. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const value = (name: string): string => style.getPropertyValue(name).trim()
  return {
    outline: value('--outline'),
    paper: value('--paper'),
    terms: Array.from({ length: TERM_CYCLE }, (_, at) => value(`--term-${at}`)),
  }
}

export function drawFlight(context: CanvasRenderingContext2D, flight: Flight, r: number, ink: Ink): void {
  const { rpc } = flight
  const { x, y } = placeAt(flight)
  const size = r * 0.2
  context.save()
  context.translate(x, y)
  context.lineWidth = Math.max(1.5, r * 0.05)
  context.strokeStyle = ink.outline
  context.fillStyle = isReply(rpc.type) ? ink.paper : (ink.terms[(rpc.term ?? 0) % TERM_CYCLE] ?? ink.paper)
  if (rpc.dropped !== undefined) drawCross(context, size)
  else drawShape(context, rpc.type, size)
  if (rpc.type === 'app' && (rpc.count ?? 0) > 1) drawCount(context, rpc.count ?? 0, size, ink)
  if (isReply(rpc.type) && rpc.ok === false) drawCross(context, size * 0.5)
  context.restore()
}

const isReply = (type: RpcType): boolean => type.endsWith('Resp') || type === 'answer'

function drawShape(context: CanvasRenderingContext2D, type: RpcType, size: number): void {
  context.beginPath()
  switch (type) {
    case 'vote':
    case 'voteResp':
    case 'preVote':
    case 'preVoteResp':
      diamond(context, size * 1.35)
      break
    case 'call':
    case 'answer':
    case 'other':
    case 'noSuchReplica':
      context.rect(-size * 1.1, -size * 0.75, size * 2.2, size * 1.5)
      break
    case 'readIndex':
    case 'readIndexResp':
    case 'beat':
    case 'beatResp':
      context.rect(-size * 0.35, -size, size * 0.7, size * 2)
      break
    case 'app':
    case 'appResp':
      context.arc(0, 0, size, 0, 2 * Math.PI)
      break
  }
  if (type === 'preVote' || type === 'preVoteResp') context.setLineDash([size * 0.5, size * 0.4])
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

function drawCount(context: CanvasRenderingContext2D, count: number, size: number, ink: Ink): void {
  context.fillStyle = ink.outline
  context.font = `600 ${Math.max(10, size * 1.5)}px sans-serif`
  context.fillText(String(count), size * 1.3, -size * 0.6)
}
