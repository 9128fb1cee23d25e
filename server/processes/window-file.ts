// Keeps the file of this window (control/windows.ts) true while it is open. To be begun only once the node's folder is
// locked: before that the file may be another window's.

import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import { factsOf } from '../control/process-facts.ts'
import { writeWindow } from '../control/windows.ts'
import type { Die } from './last-words.ts'
import { onceReady } from './once-ready.ts'

/** Cluster time is kept for the next life this often, as the control server does. */
const REMEMBER_MS = 5_000

export interface KeptWindow {
  readonly data: string
  readonly port: number
  readonly config: Pick<NodeConfig, 'node' | 'clock' | 'mayCreate'>
  readonly clusterTime: () => number
  readonly ready: () => boolean
  readonly die: Die
}

export function keepWindowFile({ data, port, config, clusterTime, ready, die }: KeptWindow): void {
  const { node, clock, mayCreate } = config
  const { pid } = process
  const started = factsOf(pid)?.started ?? ''
  // Who was in service in an earlier life was so for good: a folder that is lost after this one is lost as well (B17).
  let born = !mayCreate
  const write = (): void => {
    try {
      writeWindow(data, { node, pid, started, port, clock, clusterTime: clusterTime(), born })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      die(EXIT_DISK_ERROR, `the window's file in ${data} cannot be written: ${why}`)
    }
  }
  write()
  setInterval(write, REMEMBER_MS).unref()
  if (born) return
  onceReady(ready, () => {
    born = true
    write()
  })
}
