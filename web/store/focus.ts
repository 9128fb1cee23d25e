// What is in focus, shared by all views: one thing at a time, and the group the Group view shows.

import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { GroupName, LogIndex, NodeId } from '../../shared/ids.ts'

export type Focus =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'link'; readonly from: NodeId; readonly to: NodeId }

/** In the order in which one goes through them. */
export const MAIN_VIEWS = ['cluster', 'group', 'wall'] as const
export type MainViewName = (typeof MAIN_VIEWS)[number]

export interface FocusState {
  readonly view: MainViewName
  /** The group in focus; null: the whole cluster. */
  readonly group: GroupName | null
  readonly focus: Focus | null
  /** An entry of the group to be shown, until the log has gone there. */
  readonly entry: LogIndex | null
  setView(view: MainViewName): void
  focusNode(node: NodeId): void
  focusLink(from: NodeId, to: NodeId): void
  focusGroup(group: GroupName | null): void
  /** Null: the log has gone there. */
  focusEntry(group: GroupName, index: LogIndex | null): void
  /** One level back: first the thing, then the group. */
  clear(): void
}

export const useFocus = create<FocusState>()((set) => ({
  view: 'cluster',
  group: null,
  focus: null,
  entry: null,
  setView: (view) => set({ view }),
  focusNode: (node) => set({ focus: { kind: 'node', node } }),
  focusLink: (from, to) => set({ focus: { kind: 'link', from, to } }),
  focusGroup: (group) => set({ group }),
  focusEntry: (group, entry) => set({ group, entry, view: 'group' }),
  clear: () => set(({ focus }) => (focus === null ? { group: null } : { focus: null })),
}))

/** What decides which marks are lit; changes only with the focus. */
export const useSpotlight = (): Pick<FocusState, 'group' | 'focus'> =>
  useFocus(useShallow(({ group, focus }) => ({ group, focus })))
