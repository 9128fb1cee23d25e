// Everything that can stand against an ATM in a window of its own, looked at before anything is opened: each answer
// is one sentence that names the way out. What is left is what the node is told.

import { resolve } from 'node:path'
import type { NodeId } from '../../shared/ids.ts'
import type { ClockFrame, NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { HereAsked } from '../cli/options.ts'
import { clockBehind } from '../control/cluster-clock.ts'
import type { DataFolder } from '../control/data-folder.ts'
import { openDataFolder, readCluster } from '../control/data-folder.ts'
import { endLeftovers } from '../control/leftovers.ts'
import { dashboardOrigins, nodeConfig } from '../control/node-config.ts'
import type { NodePlace } from '../control/node-plan.ts'
import { DEFAULT_COUNTS, firstMembers, nodeNames, placeAt } from '../control/node-plan.ts'
import type { ControlOptions } from '../control/options.ts'
import { PROFILES, parseOptions } from '../control/options.ts'
import { portsOf, whyTaken } from '../control/ports.ts'
import type { WindowFile } from '../control/windows.ts'
import { inItsWindow, openedWithOther, openWindows } from '../control/windows.ts'
import { readVersion } from './version.ts'

export interface HerePlan {
  readonly data: string
  /** All ATMs of the cluster, this one too. */
  readonly places: readonly NodePlace[]
  readonly port: number
  readonly config: NodeConfig
}

export interface HereRefusal {
  readonly why: 'wrong-usage' | 'in-the-way'
  readonly message: string
}

const inTheWay = (message: string): Result<never, HereRefusal> => err({ why: 'in-the-way', message })
const wrong = (message: string): Result<never, HereRefusal> => err({ why: 'wrong-usage', message })

export async function planHere(asked: HereAsked): Promise<Result<HerePlan, HereRefusal>> {
  const { node } = asked
  const options = parseOptions(asked.flags, asked.env)
  if (!options.ok) return wrong(options.error)
  if (options.value.port === 0)
    return wrong('--port is 0: ATMs in windows find each other by their ports, so it must be a number')
  const data = resolve(options.value.data)
  const unsuited = whyNoSuchAtm(data, options.value, node)
  if (unsuited !== null) return inTheWay(unsuited)
  const left = await endLeftovers(
    data,
    (url) => `stand at its ${node} with \`npx raftroom atm ${node} --url ${url}\`, `,
  )
  if (!left.ok) return inTheWay(left.error)
  const windows = openWindows(data)
  const apart = whyApart(windows, options.value, node)
  if (apart !== null) return inTheWay(apart)
  const folder = openDataFolder(data, options.value)
  if (!folder.ok) return inTheWay(folder.error)
  return withPorts(asked, options.value, folder.value, windows[0]?.clock ?? null)
}

async function withPorts(
  { node }: HereAsked,
  options: ControlOptions,
  folder: DataFolder,
  others: ClockFrame | null,
): Promise<Result<HerePlan, HereRefusal>> {
  const { host, port, snapshots } = options
  const { path: data, cluster, counts } = folder
  const places = nodeNames({ managers: 0, brokers: 0, atms: counts.atms }).map((name) => placeAt(port, name))
  const place = places.find(({ id }) => id === node)
  if (place === undefined) return inTheWay(noSuchAtm(node, places))
  const taken = await whyTaken(host, portsOf(place), 'open every window with --port <another>')
  if (taken !== null) return inTheWay(taken)
  const config = nodeConfig(place, {
    cluster,
    places,
    data,
    host,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
    snapshots,
    clock: others ?? ownClock(folder, PROFILES[options.profile]),
    origins: dashboardOrigins(host, port),
    version: readVersion(),
    history: folder.history(),
  })
  return ok({ data, places, port, config })
}

/** Nobody sets it later: without a control server the pace is the one that was asked for. */
function ownClock(folder: DataFolder, rate: number): ClockFrame {
  const clock = clockBehind(folder.history())
  return rate === 1 ? clock.frame : clock.setRate(rate)
}

/** Before a folder is made for it. */
function whyNoSuchAtm(data: string, { atms }: ControlOptions, node: NodeId): string | null {
  try {
    const first = firstMembers({ managers: 0, brokers: 0, atms: atms ?? DEFAULT_COUNTS.atms })
    const known = (readCluster(data)?.atms ?? first.atms).map((member) => ({ id: member.node }))
    return known.some(({ id }) => id === node) ? null : noSuchAtm(node, known)
  } catch {
    // Said with its way out when the folder is opened.
    return null
  }
}

const noSuchAtm = (node: NodeId, known: readonly { readonly id: NodeId }[]): string =>
  known.length === 0
    ? `there is no ATM ${node}: the cluster has none`
    : `there is no ATM ${node}: there are ${known.map(({ id }) => id).join(', ')}`

function whyApart(windows: readonly WindowFile[], options: ControlOptions, node: NodeId): string | null {
  const own = windows.find((window) => window.node === node)
  if (own !== undefined) return `${inItsWindow(own)} already: type there, or type quit there first`
  const [first] = windows
  const other = first === undefined ? null : openedWithOther(first, options)
  return other === null ? null : `${other}: open ${node} with the same`
}
