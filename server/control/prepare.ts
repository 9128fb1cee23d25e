// Everything that can stand against a start, looked at before anything is started: each answer is one
// sentence that names the way out.

import { resolve } from 'node:path'
import type { Result } from '../../shared/result.ts'
import type { DataFolder } from './data-folder.ts'
import type { ControlOptions } from './options.ts'
import type { Ports } from './ports.ts'
import { err, ok } from '../../shared/result.ts'
import { openDataFolder, setAside } from './data-folder.ts'
import { endLeftovers } from './leftovers.ts'
import { nodeNames } from './node-plan.ts'
import { findPorts } from './ports.ts'
import type { WindowFile } from './windows.ts'
import { inItsWindow, openedWithOther, openWindows } from './windows.ts'

export interface Prepared {
  readonly folder: DataFolder
  readonly ports: Ports
}

export async function prepare(
  options: ControlOptions,
  say: (line: string) => void,
): Promise<Result<Prepared, string>> {
  const data = resolve(options.data)
  const ended = await endLeftovers(data)
  if (!ended.ok) return ended
  if (ended.value.length > 0) say(`ended what an earlier run had left: ${ended.value.join(', ')}`)
  const windows = openWindows(data)
  const apart = whyApart(windows, options)
  if (apart !== null) return err(apart)
  if (options.fresh) {
    try {
      const aside = setAside(data, new Date())
      if (aside !== null) say(`the old data is now in ${aside}`)
    } catch (error) {
      return err(
        `the old data in ${data} cannot be set aside: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
  const folder = openDataFolder(data, options)
  if (!folder.ok) return folder
  const names = nodeNames(folder.value.counts, folder.value.brokers)
  if (names.length === 0)
    return err('a cluster needs at least one node: give --managers, --brokers or --atms')
  const ports = await findPorts(options.host, options.port, names, new Set(windows.map(({ node }) => node)))
  return ports.ok ? ok({ folder: folder.value, ports: ports.value }) : ports
}

/** Why ATMs in windows of their own and this start cannot be one cluster. */
function whyApart([first]: readonly WindowFile[], options: ControlOptions): string | null {
  if (first === undefined) return null
  if (options.fresh) return `${inItsWindow(first)} and works on this data: type quit there first`
  const other = openedWithOther(first, options)
  return other === null ? null : `${other}: type quit there first, or start with the same`
}
