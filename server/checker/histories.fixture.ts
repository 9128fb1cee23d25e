// Histories for tests: short ones written by hand, and random ones whose answers come from a real order of
// execution, some of them spoilt.

import type { Json } from '../../shared/ids.ts'
import type { Random } from '../../shared/random.ts'
import type { HistoryEvent } from './history.ts'

/** `[process, type, f, value]`; time and node do not matter to a checker. */
export type Line = readonly [number, HistoryEvent['type'], string, Json]

export const written = (lines: readonly Line[]): readonly HistoryEvent[] =>
  lines.map(([process, type, f, value], time) => ({ process, type, f, value, time, node: 'atm-1' }))

export interface Asked {
  readonly f: string
  readonly input: Json
}

export interface Service {
  readonly ask: (random: Random) => Asked
  /** Does it, and answers. */
  readonly execute: (asked: Asked) => Json
  /** Another answer to the same question. */
  readonly spoil: (answer: Json, random: Random) => Json
}

interface Running {
  readonly process: number
  readonly asked: Asked
  answer: Json | null
}

/** At most `limit` operations of four processes; each is executed at one moment while it runs, or never told of. */
export function randomHistory(service: Service, random: Random, limit: number): readonly HistoryEvent[] {
  const lines: Line[] = []
  const running: Running[] = []
  let process = 0
  let left = random.int(1, limit)
  while (left > 0 || running.length > 0) {
    const one = running[random.int(0, Math.max(0, running.length - 1))]
    if (one === undefined || (left > 0 && running.length < 4 && random.chance(0.5))) {
      if (left === 0) continue
      left -= 1
      const asked = service.ask(random)
      running.push({ process, asked, answer: null })
      lines.push([process, 'invoke', asked.f, asked.input])
      process += 1
    } else if (one.answer === null && random.chance(0.85)) {
      one.answer = service.execute(one.asked)
    } else {
      running.splice(running.indexOf(one), 1)
      lines.push(ending(one, service, random))
    }
  }
  return written(lines)
}

function ending({ process, asked, answer }: Running, service: Service, random: Random): Line {
  if (answer === null) return [process, random.chance(0.5) ? 'fail' : 'info', asked.f, null]
  if (random.chance(0.15)) return [process, 'info', asked.f, null]
  return [process, 'ok', asked.f, random.chance(0.08) ? service.spoil(answer, random) : answer]
}
