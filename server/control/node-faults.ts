// What is done to one node: to its process, its event loop, its disk and its files.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Random } from '../../shared/random.ts'
import type { Result } from '../../shared/result.ts'
import type { NodeEntry } from './node-entry.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import { unreachable } from '../../shared/assert.ts'
import { DEFAULT_DISK_DELAY_MS } from '../../shared/fault.ts'
import { err, ok } from '../../shared/result.ts'
import { chooseOffset, flipByte } from './node-files.ts'
import { orderAll } from './node-orders.ts'
import { notNow } from './refusal.ts'
import type { WindowFile } from './windows.ts'
import { inItsWindow } from './windows.ts'

export interface NodeFaultParts {
  readonly supervisor: Supervisor
  readonly random: Random
  readonly dirOf: (node: NodeId) => string
  /** An ATM's own window, where it runs without us: its files are that process's. */
  readonly windowOf: (node: NodeId) => WindowFile | null
  /** Takes from a dead node's files what was never synced: the end of its log, and names. */
  readonly cutPower: (dir: string, seed: number) => Promise<Result<null, string>>
}

type NodeFault = Extract<Fault, { node: NodeId }>
type Corrupt = Extract<Fault, { kind: 'corrupt' }>
type Done = Result<readonly NodeId[], Refusal>

const MAX_SEED = 2 ** 31
/** One that has just been thawed has much to do first; on a busy machine that takes more than a turn of its loop. */
const REPAIR_LIMIT_MS = 5_000

export class NodeFaults {
  readonly #parts: NodeFaultParts

  constructor(parts: NodeFaultParts) {
    this.#parts = parts
  }

  /** Says which byte before anything is done, so that the event names it. */
  settle(fault: Corrupt): Result<Corrupt, Refusal> {
    const { dirOf, random, supervisor, windowOf } = this.#parts
    if (supervisor.entries.get(fault.node)?.filesTaken === true)
      return err(notNow(`the files of ${fault.node} are being changed: try again`))
    const window = windowOf(fault.node)
    if (window !== null) return err(notNow(`${inItsWindow(window)}: close it first`))
    const offset = chooseOffset(dirOf(fault.node), fault.file, fault.offset, random)
    return offset.ok ? ok({ ...fault, offset: offset.value }) : offset
  }

  async apply(fault: NodeFault, cause: string): Promise<Done> {
    const { supervisor } = this.#parts
    const found = supervisor.find(fault.node)
    if (!found.ok) return found
    const entry = found.value
    switch (fault.kind) {
      case 'kill':
        await supervisor.kill(entry, cause)
        return ok([])
      case 'stop':
        await supervisor.stop(entry, cause)
        return ok([])
      case 'start':
        return this.#start(entry, cause)
      case 'freeze':
        supervisor.freeze(entry, cause)
        return ok([])
      case 'thaw':
        supervisor.thaw(entry, cause)
        return ok([])
      case 'powercut':
        return this.#powercut(entry, cause)
      case 'busy':
        return orderAll(supervisor, [{ node: fault.node, order: { t: 'busy', ms: fault.ms } }])
      case 'disk':
        return this.#setDisk(fault)
      case 'corrupt':
        return this.#flip(fault)
      default:
        return unreachable(fault)
    }
  }

  thawAll(cause: string): void {
    const { supervisor } = this.#parts
    for (const entry of supervisor.entries.values())
      if (entry.state === 'frozen') supervisor.thaw(entry, cause)
  }

  async startAll(cause: string): Promise<void> {
    const { supervisor } = this.#parts
    const down = [...supervisor.entries.values()].filter(
      (entry) => supervisor.objection('start', entry) === null,
    )
    await Promise.all(down.map((entry) => supervisor.start(entry, cause)))
  }

  /** Afterwards each of them has either ended, or will not end of what its disk refused. */
  async repairDisks(nodes: readonly NodeId[]): Promise<void> {
    const order = { t: 'disk' as const, mode: 'none' as const, delayMs: null }
    await orderAll(
      this.#parts.supervisor,
      nodes.map((node) => ({ node, order })),
      REPAIR_LIMIT_MS,
    )
  }

  async #start(entry: NodeEntry, cause: string): Promise<Done> {
    await this.#parts.supervisor.start(entry, cause)
    if (entry.process !== null) return ok([])
    return err(notNow(`${entry.place.id} did not start: ${entry.reason ?? entry.state}`))
  }

  /** Nobody may start the node while its files are being cut. */
  async #powercut(entry: NodeEntry, cause: string): Promise<Done> {
    const { supervisor, cutPower, dirOf, random } = this.#parts
    entry.filesTaken = true
    try {
      await supervisor.kill(entry, cause, 'its power was cut: what was not synced is gone')
      const cut = await cutPower(dirOf(entry.place.id), random.int(0, MAX_SEED))
      return cut.ok ? ok([]) : err(notNow(`${entry.place.id} was killed, but: ${cut.error}`))
    } finally {
      entry.filesTaken = false
    }
  }

  #setDisk({ node, mode, delayMs }: Extract<Fault, { kind: 'disk' }>): Promise<Done> {
    const slow = mode === 'slow' ? (delayMs ?? DEFAULT_DISK_DELAY_MS) : null
    return orderAll(this.#parts.supervisor, [{ node, order: { t: 'disk', mode, delayMs: slow } }])
  }

  #flip({ node, file, offset }: Corrupt): Done {
    const done = flipByte(this.#parts.dirOf(node), file, offset ?? 0)
    return done.ok ? ok([]) : done
  }
}
