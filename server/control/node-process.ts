// One node's process: its pipes and its end. Standard input is the lifeline: it stays open and empty, and
// when we are gone, the node goes too. Descriptor 3 carries the uplink, one JSON value per line.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import type { ExitFact } from '../../shared/trace-facts.ts'
import type { Downlink, NodeConfig, Uplink } from '../../shared/protocol/uplink.ts'
import type { BoundedLog } from './bounded-log.ts'
import { factsOf } from './process-facts.ts'
import { lineReader, readUplink } from './uplink-lines.ts'

export interface Launch {
  /** For the engine: see engine-flags.ts. */
  readonly flags: readonly string[]
  readonly script: string
  readonly config: NodeConfig
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: BoundedLog
}

export interface NodeProcessListener {
  onMessage(message: Uplink): void
  /** Once, after everything the process said has been read. */
  onEnd(exit: ExitFact, lastLine: string): void
}

export interface Ack {
  readonly ok: boolean
  readonly message: string
}

export type Order = Downlink extends infer D ? (D extends Downlink ? Omit<D, 'id'> : never) : never

/** Kept of what a dying process said last: one sentence. */
const MAX_LAST_LINE = 400

const LINE_END = Buffer.from('\n')

export class NodeProcess {
  readonly pid: number | null
  readonly started: string
  readonly ended: Promise<ExitFact>
  readonly #child: ChildProcess
  readonly #pipe: Duplex | null
  readonly #waiting = new Map<number, (ack: Ack | null) => void>()
  #lastId = 0

  constructor(launch: Launch, listener: NodeProcessListener) {
    this.#child = spawn(process.execPath, [...launch.flags, launch.script, JSON.stringify(launch.config)], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C reaches us alone, and we end the nodes in order.
      detached: true,
      env: launch.env,
    })
    this.pid = this.#child.pid ?? null
    this.started = this.pid === null ? '' : (factsOf(this.pid)?.started ?? '')
    const pipe = this.#child.stdio[3]
    this.#pipe = pipe instanceof Duplex ? pipe : null
    this.#listenToUplink(listener)
    this.ended = this.#awaitEnd(launch.log, listener)
  }

  /** Written into the pipe; a frozen node reads it when it is thawed. */
  send(order: Order): number {
    this.#lastId += 1
    this.#pipe?.write(`${JSON.stringify({ ...order, id: this.#lastId })}\n`)
    return this.#lastId
  }

  /** Null when the node ended or did not answer in time. */
  ask(order: Order, timeoutMs: number): Promise<Ack | null> {
    return new Promise((resolve) => {
      const id = this.send(order)
      const settle = (ack: Ack | null): void => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve(ack)
      }
      const timer = setTimeout(() => settle(null), timeoutMs)
      this.#waiting.set(id, settle)
    })
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  #listenToUplink(listener: NodeProcessListener): void {
    // Broken pipes are the other side's end, which is heard of otherwise.
    this.#pipe?.on('error', () => {})
    this.#child.stdin?.on('error', () => {})
    this.#pipe?.on(
      'data',
      lineReader((line) => {
        const message = readUplink(line)
        if (message?.t === 'ack')
          this.#waiting.get(message.id)?.({ ok: message.ok, message: message.message ?? '' })
        else if (message !== null) listener.onMessage(message)
      }),
    )
  }

  #awaitEnd(log: BoundedLog, listener: NodeProcessListener): Promise<ExitFact> {
    let lastLine = ''
    const noteLine = lineReader((line) => {
      if (line.trim() !== '') lastLine = line.slice(0, MAX_LAST_LINE)
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => log.write(chunk))
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      log.write(chunk)
      noteLine(chunk)
    })
    return new Promise((resolve) => {
      let over = false
      const finish = (code: number | null, signal: string | null): void => {
        if (over) return
        over = true
        // Whoever is killed in the middle of a line has said it all the same.
        noteLine(LINE_END)
        for (const settle of this.#waiting.values()) settle(null)
        log.close()
        resolve({ code, signal })
        listener.onEnd({ code, signal }, lastLine)
      }
      this.#child.once('error', (error) => {
        lastLine = error.message
        // It never started: whether `close` follows depends on the reason.
        if (this.pid === null) finish(null, null)
      })
      this.#child.once('close', finish)
    })
  }
}
