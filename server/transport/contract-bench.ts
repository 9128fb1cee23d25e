// A few transports side by side, with everything they report written down: the ground the contract
// stands on. What differs between sockets and memory is how one waits.

import { expect } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import type { LinkState } from '../../shared/trace-facts.ts'
import type { Frame } from './frame.ts'
import type {
  HeldFrame,
  IncomingFrame,
  LinkStatus,
  LostFrame,
  OutgoingFrame,
  Transport,
  TransportOptions,
} from './port.ts'
import type { Timers } from './timers.ts'
import { createRandom } from '../../shared/random.ts'

export const HOST = '127.0.0.1'

export interface Differing {
  readonly cluster?: string
  readonly start?: number
  readonly port?: number
}

export interface Bench {
  readonly host: string
  create(node: NodeId, differing?: Differing): Witness
  start(node: NodeId, differing?: Differing): Promise<Witness>
  /** `a` and `b`, both up in both directions. */
  pair(): Promise<[Witness, Witness]>
  until(claim: () => boolean): Promise<void>
  close(): Promise<void>
}

/** One transport and what it said. */
export class Witness {
  readonly received: { readonly from: NodeId; readonly frame: IncomingFrame }[] = []
  readonly lost: LostFrame[] = []
  readonly held: HeldFrame[] = []
  readonly freed: (readonly number[])[] = []
  readonly unreachable: NodeId[] = []
  readonly said: { readonly to: NodeId; readonly state: LinkState; readonly detail: string }[] = []
  readonly transport: Transport
  port = 0

  constructor(
    node: NodeId,
    differing: Differing,
    timers: Timers,
    make: (options: TransportOptions) => Transport,
    changed: () => void,
  ) {
    const note = <T>(list: T[], item: T): void => {
      list.push(item)
      changed()
    }
    this.transport = make({
      cluster: differing.cluster ?? 'test',
      node,
      role: 'broker',
      start: differing.start ?? 1,
      host: HOST,
      port: differing.port ?? 0,
      seed: 1,
      random: createRandom(1),
      timers,
      events: {
        onFrame: (from, frame) => note(this.received, { from, frame }),
        onLink: (to, state, detail) => note(this.said, { to, state, detail }),
        onUnreachable: (to) => note(this.unreachable, to),
        onLost: (frame) => note(this.lost, frame),
        onHeld: (frame) => note(this.held, frame),
        onFreed: (_to, numbers) => note(this.freed, numbers),
      },
    })
  }

  async listen(): Promise<void> {
    const listening = await this.transport.listen()
    expect(listening.ok).toBe(true)
    if (listening.ok) this.port = listening.value.port
  }

  status(to: NodeId): LinkStatus {
    const found = this.transport.links().find((link) => link.to === to)
    if (found === undefined) throw new Error(`no link to ${to}`)
    return found
  }

  state(to: NodeId): LinkState | null {
    return this.transport.links().find((link) => link.to === to)?.state ?? null
  }

  saw(to: NodeId, state: LinkState, detail: string): boolean {
    return this.said.some((link) => link.to === to && link.state === state && link.detail.includes(detail))
  }
}

/** Opens a bench; `until` is the way to wait for what this kind of transport does. */
export function createBench(
  timers: Timers,
  make: (options: TransportOptions) => Transport,
  until: (claim: () => boolean) => Promise<void>,
  changed: () => void,
): Bench {
  const witnesses: Witness[] = []
  const bench: Bench = {
    host: HOST,
    until,
    create(node, differing = {}) {
      const witness = new Witness(node, differing, timers, make, changed)
      witnesses.push(witness)
      return witness
    },
    async start(node, differing) {
      const witness = bench.create(node, differing)
      await witness.listen()
      return witness
    },
    async pair() {
      const a = await bench.start('a')
      const b = await bench.start('b')
      a.transport.setPeers([{ node: 'b', host: HOST, port: b.port }])
      await until(() => a.state('b') === 'up' && b.state('a') === 'up')
      return [a, b]
    },
    async close() {
      await Promise.all(witnesses.map((witness) => witness.transport.close()))
    },
  }
  return bench
}

export function appFrame(text: string, group = 3): OutgoingFrame {
  return { kind: 'app', group, from: 1, to: 2, body: [Buffer.from(text)], info: { count: 1 } }
}

export const textOf = (frame: Frame | undefined): string | undefined => frame?.body.toString('utf8')
