// Why a node's folder is taken, in the words of whoever can free it.

import { dirname } from 'node:path'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { inItsWindow, openWindowOf } from '../control/windows.ts'

/** Null: the lock says all there is to say. */
export function whoHasIt({ node, dir }: Pick<NodeConfig, 'node' | 'dir'>): string | null {
  const window = openWindowOf(dirname(dir), node)
  return window === null
    ? null
    : `${inItsWindow(window)}: it goes on there. To have it here, type quit in that window, then start ${node} again`
}
