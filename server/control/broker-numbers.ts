// Which brokers a data folder has, by the names of the folders in it. A number is used once: a broker that was
// decommissioned leaves its folder under a name that says so, for whoever wants to look, and neither it nor another
// one ever starts under that number again.

import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeId } from '../../shared/ids.ts'
import type { NodeName } from './node-plan.ts'
import { DEFAULT_COUNTS, HIGHEST_BROKER } from './node-plan.ts'

const DECOMMISSIONED = '.decommissioned'
const FOLDER = /^broker-(\d{1,3})(\.decommissioned)?$/

interface Used {
  /** From 1 to the highest that ever was; one without a folder has lost it, and comes back as another. */
  readonly present: readonly number[]
  readonly highest: number
}

function usedIn(names: readonly string[]): Used {
  const found = names.flatMap((name) => {
    const [, number, aside] = FOLDER.exec(name) ?? []
    return number === undefined ? [] : [{ number: Number(number), isGone: aside !== undefined }]
  })
  const highest = Math.max(0, ...found.map(({ number }) => number))
  const gone = new Set(found.filter(({ isGone }) => isGone).map(({ number }) => number))
  const present = numbersFrom(1, highest).filter((number) => !gone.has(number))
  return { present, highest }
}

const numbersFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at)

/** The brokers of a start: those that were there, and new ones behind them up to the number that is wanted. */
export function brokerNumbers(names: readonly string[], wanted: number | null): readonly number[] {
  const { present, highest } = usedIn(names)
  const count = wanted ?? (highest === 0 ? DEFAULT_COUNTS.brokers : present.length)
  return [...present, ...numbersFrom(highest + 1, Math.max(0, count - present.length))]
}

/** How many may hold messages. */
export const brokersUsed = (names: readonly string[]): number => usedIn(names).present.length

/** The next one; null when no number is left. `present`: those there are, with a folder or not yet. */
export function nextBroker(data: string, present: readonly NodeName[]): NodeName | null {
  const { highest } = usedIn([...readdirSync(data), ...present.map(({ id }) => id)])
  const ordinal = highest + 1
  return ordinal > HIGHEST_BROKER ? null : { id: `broker-${ordinal}`, role: 'broker', ordinal }
}

/** Whoever has its folder has its number. */
export const takeNumber = (data: string, { id }: NodeName): void => mkdirSync(join(data, id))

/** Nothing has been written yet. */
export const giveNumberBack = (data: string, { id }: NodeName): void => rmdirSync(join(data, id))

export const decommissionedFolder = (node: NodeId): string => `${node}${DECOMMISSIONED}`

/** Nothing is deleted. */
export function setNodeAside(data: string, node: NodeId): void {
  const folder = join(data, node)
  const aside = join(data, decommissionedFolder(node))
  if (existsSync(folder)) renameSync(folder, aside)
  else mkdirSync(aside)
}
