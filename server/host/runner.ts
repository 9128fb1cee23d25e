// When a cycle runs: once per turn of the event loop, after the sockets were read, however many frames,
// requests, ticks and disk completions asked for it. In each: ticks, cores, one write per peer, one write to
// the disk. Any error on the way ends the node; nothing is repeated and nothing is cleaned up.

import type { LogStore } from '../storage/port.ts'
import { EXIT_DISK_ERROR, EXIT_INVARIANT } from '../../shared/protocol/uplink.ts'
import type { CycleResult, Engine } from './engine.ts'
import type { Ticks } from './ticks.ts'
import type { HostTimers } from './timers.ts'

export interface RunnerOptions {
  readonly engine: Engine
  readonly ticks: Ticks
  readonly log: LogStore
  readonly timers: HostTimers
  /** Answers those who wait and hands messages to the network. */
  readonly onCycle: (result: CycleResult) => void
  /** Once per turn, whether or not a core had work. */
  readonly flush: () => void
  readonly onSynced: (tookMs: number) => void
  readonly onFatal: (code: number, message: string) => void
}

export interface Runner {
  /** A cycle runs in this turn of the loop. */
  readonly wake: () => void
  /** No cycle runs any more. */
  readonly stop: () => void
}

export function createRunner(options: RunnerOptions): Runner {
  const { engine, ticks, log, timers, onCycle, flush, onSynced, onFatal } = options
  let scheduled = false
  let stopped = false

  const wake = (): void => {
    if (scheduled || stopped) return
    scheduled = true
    timers.soon(run)
  }

  const guarded = (work: () => void): void => {
    try {
      work()
    } catch (thrown) {
      stopped = true
      onFatal(EXIT_INVARIANT, thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
    }
  }

  const feedTicks = (): void => {
    const due = ticks.take()
    // After a stall the sockets get one more turn before time goes on (B76).
    if (due === null) wake()
    else if (due > 0) for (const group of engine.groups()) engine.tick(group, due)
  }

  const write = (): void => {
    const batch = engine.takeBatch()
    if (batch === null) return
    log.append(batch, (result) => {
      if (stopped) return
      if (!result.ok) {
        stopped = true
        onFatal(EXIT_DISK_ERROR, result.error.message)
        return
      }
      guarded(() => {
        onSynced(result.value.tookMs)
        engine.persisted(batch)
        wake()
      })
    })
  }

  const run = (): void => {
    scheduled = false
    if (stopped) return
    guarded(() => {
      feedTicks()
      const result = engine.cycle()
      if (result !== null) onCycle(result)
      if (stopped) return
      flush()
      write()
      if (engine.hasWork()) wake()
    })
  }

  return { wake, stop: () => void (stopped = true) }
}
