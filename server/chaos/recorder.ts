// Writes down what clients asked and were told, in the order in which it happened. The whole history goes to
// a file; in memory is only what happened since the last quiet point.

import { closeSync, openSync, writeSync } from 'node:fs'
import type { Json, NodeId } from '../../shared/ids.ts'
import type { HistoryEvent } from '../checker/history.ts'
import { writeEvent } from '../checker/history.ts'

/** Operations of different services are judged apart. */
export type Service = 'bank' | 'partition' | 'directory'

export interface Begun {
  readonly service: Service
  readonly process: number
  readonly f: string
  readonly node: NodeId
}

interface Kept {
  readonly service: Service
  readonly event: HistoryEvent
}

export class Recorder {
  readonly #file: number
  readonly #now: () => number
  #next = 0
  #events: Kept[] = []
  #count = 0
  #answered = 0

  /** `now`: milliseconds since the run began. */
  constructor(path: string, now: () => number) {
    this.#file = openSync(path, 'w')
    this.#now = now
  }

  /** Operations so far. */
  get operations(): number {
    return this.#count
  }

  /** Those that somebody carried out and answered. */
  get answered(): number {
    return this.#answered
  }

  /** Each operation is a process of its own: nothing has to wait for one whose outcome is unknown. */
  begin(service: Service, f: string, input: Json, node: NodeId): Begun {
    const process = this.#next
    this.#next += 1
    this.#count += 1
    const begun = { service, process, f, node }
    this.#add(begun, 'invoke', input)
    return begun
  }

  ok(begun: Begun, value: Json): void {
    this.#answered += 1
    this.#add(begun, 'ok', value)
  }

  fail(begun: Begun, why: string): void {
    this.#add(begun, 'fail', why)
  }

  /** Nobody will ever know. */
  info(begun: Begun, why: string): void {
    this.#add(begun, 'info', why)
  }

  /** The history of one service since the last quiet point. */
  window(service: Service): readonly HistoryEvent[] {
    return this.#events.filter((kept) => kept.service === service).map(({ event }) => event)
  }

  /** Begins the next window. What is still open may happen in it, so its beginning stays. */
  turnOver(): void {
    const ended = new Set(
      this.#events
        .filter(({ event }) => event.type === 'ok' || event.type === 'fail')
        .map(({ event }) => event.process),
    )
    this.#events = this.#events.filter(({ event }) => event.type === 'invoke' && !ended.has(event.process))
  }

  close(): void {
    closeSync(this.#file)
  }

  #add({ service, process, f, node }: Begun, type: HistoryEvent['type'], value: Json): void {
    const event = { process, type, f, value, time: Math.round(this.#now()), node }
    this.#events.push({ service, event })
    writeSync(this.#file, writeEvent(event))
  }
}
