// Where a few typed letters lead: `b2` to broker-2, `orders/0` to a group, `#812` to an entry of the group in
// focus, `12.4s` to a moment of the recording that is played, and the names of views, panels and lessons to those.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { GroupName, LogIndex, NodeId } from '../../shared/ids.ts'
import type { MainViewName } from '../store/focus.ts'
import { MAIN_VIEWS } from '../store/focus.ts'
import { timeWords } from './replay/replay-words.ts'
import type { TabId } from './tabs.ts'
import { TABS } from './tabs.ts'

export type Destination =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'group'; readonly group: GroupName }
  | { readonly kind: 'entry'; readonly group: GroupName; readonly index: LogIndex }
  | { readonly kind: 'view'; readonly view: MainViewName }
  | { readonly kind: 'panel'; readonly panel: TabId }
  | { readonly kind: 'openRecording' }
  | { readonly kind: 'lessons' }
  | { readonly kind: 'lesson'; readonly name: string }
  | { readonly kind: 'time'; readonly ms: number }

export interface Suggestion {
  readonly label: string
  readonly to: Destination
}

/** What is on the page besides the picture. */
export interface More {
  readonly tabs: readonly TabId[]
  readonly lessons: readonly { readonly name: string; readonly title: string }[]
}

/** As many as are read at a glance. */
const MOST = 8

export function suggestions(
  view: ClusterView,
  focused: GroupName | null,
  typed: string,
  /** Of the recording that is drawn, milliseconds; null: the cluster itself is. */
  lasts: number | null = null,
  more: More = { tabs: TABS, lessons: [] },
): readonly Suggestion[] {
  const text = typed.trim().toLowerCase()
  if (text.startsWith('#')) return entries(view, focused, text.slice(1))
  const moment = momentOf(text, lasts)
  if (moment !== null) return [moment]
  return everything(view, more)
    .map((one) => ({ one, rank: rankOf(one.label, text) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one)
    .slice(0, MOST)
}

function everything(view: ClusterView, { tabs, lessons }: More): readonly Suggestion[] {
  return [
    ...Object.keys(view.groups).map((group): Suggestion => ({ label: group, to: { kind: 'group', group } })),
    ...Object.keys(view.nodes)
      .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((node): Suggestion => ({ label: node, to: { kind: 'node', node } })),
    ...MAIN_VIEWS.map((name): Suggestion => ({ label: `${name} view`, to: { kind: 'view', view: name } })),
    { label: 'open a recording…', to: { kind: 'openRecording' } },
    { label: 'lessons…', to: { kind: 'lessons' } },
    ...tabs.map((panel): Suggestion => ({ label: `${panel} panel`, to: { kind: 'panel', panel } })),
    ...lessons.map(({ name, title }): Suggestion => ({
      label: `lesson: ${title}`,
      to: { kind: 'lesson', name },
    })),
  ]
}

function momentOf(text: string, lasts: number | null): Suggestion | null {
  const [, seconds] = /^(\d+(?:\.\d+)?) ?s$/.exec(text) ?? []
  if (seconds === undefined || lasts === null) return null
  const ms = Math.min(lasts, Number(seconds) * 1_000)
  return { label: `${timeWords(ms, lasts)} of the recording`, to: { kind: 'time', ms } }
}

const NO_MATCH = 4

/** The short name first, then the whole one, then how it begins, then what it contains. */
function rankOf(label: string, text: string): number {
  const [letter = '', number = ''] = /^([a-z]).*-(\d+)$/.exec(label)?.slice(1) ?? []
  if (letter !== '' && text === `${letter}${number}`) return 0
  if (label === text) return 1
  if (label.startsWith(text)) return 2
  return label.toLowerCase().includes(text) ? 3 : NO_MATCH
}

/** Only entries that are in the picture: a snapshot's are gone, and so is what is older than this page. */
function entries(view: ClusterView, focused: GroupName | null, digits: string): readonly Suggestion[] {
  const replicas = focused === null ? [] : Object.values(view.groups[focused]?.replicas ?? {})
  const index = Number(digits)
  const known = replicas.some(({ cells }) => cells.some((cell) => cell.index === index))
  if (focused === null || !known) return []
  return [{ label: `entry ${index} of ${focused}`, to: { kind: 'entry', group: focused, index } }]
}
