// A client: stands at one node, does one thing after another, each chosen by its own chance.

import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../../shared/random.ts'
import type { Asker, Call } from './asking.ts'

export interface Client {
  readonly name: string
  /**
   * True: it does not go on before it knows how its last change ended. The partition remembers the last few
   * requests of a consumer only, so whoever goes on and asks again later is told that it was forgotten.
   */
  readonly waits: boolean
  next(): Call
}

export interface Shift {
  /** Most operations of one client between two quiet points. */
  readonly quota: number
  /** Mean pause between two operations, real milliseconds. */
  readonly pauseMs: number
  readonly random: Random
  readonly isOver: () => boolean
}

/** Works until the shift is over or the quota is used up; the last operation is finished. */
export async function work(asker: Asker, client: Client, shift: Shift): Promise<void> {
  for (let done = 0; done < shift.quota && !shift.isOver(); done += 1) {
    const told = await asker.run(client.next())
    if (told.kind === 'doubt' && client.waits) return
    await pause(shift)
  }
}

/**
 * Bursts and rests: operations that meet say more about their order than operations in a queue. In short steps,
 * so that a shift that is over ends everybody's pause.
 */
async function pause({ pauseMs, random, isOver }: Shift): Promise<void> {
  if (random.chance(BURST)) return
  const until = performance.now() + (pauseMs * 2 * random.next()) / (1 - BURST)
  while (performance.now() < until && !isOver()) await wait(Math.min(STEP_MS, pauseMs))
}

const STEP_MS = 50
/** How often the next operation follows at once. */
const BURST = 0.7
