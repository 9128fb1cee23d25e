// How this viewer likes the page. Kept in the browser; nobody else is moved by it.

import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** `system` follows what the viewer's computer prefers. */
export type Theme = 'light' | 'dark' | 'system'

/** How much the Group view shows: each layer with all before it. */
export const DETAILS = ['ring', 'timers', 'logs', 'indices'] as const
export type Detail = (typeof DETAILS)[number]
export const showsLogs = (detail: Detail): boolean => DETAILS.indexOf(detail) >= DETAILS.indexOf('logs')

export interface SettingsState {
  readonly theme: Theme
  /** Motion off: messages are not drawn flying. */
  readonly quiet: boolean
  /** The live region speaks the feed. */
  readonly spoken: boolean
  /** The picture alone, at projector size. */
  readonly stageMode: boolean
  readonly detail: Detail
  /** What this viewer likes, while `detail` is a lesson's; null: `detail`. */
  readonly ownDetail: Detail | null
  setTheme(theme: Theme): void
  setQuiet(quiet: boolean): void
  setSpoken(spoken: boolean): void
  setStageMode(stageMode: boolean): void
  /** One layer more or less; nothing at either end. */
  changeDetail(by: 1 | -1): void
  /** At least as much detail as an entry needs to be seen. */
  showLogs(): void
  /** To a lesson: until it is taken back the browser keeps what this viewer likes, whatever is shown. */
  lendDetail(): void
  takeDetailBack(): void
}

export const useSettings = create<SettingsState>()(
  persist(
    (set) => ({
      theme: 'light',
      quiet: false,
      spoken: true,
      stageMode: false,
      detail: 'indices',
      ownDetail: null,
      setTheme: (theme) => set({ theme }),
      setQuiet: (quiet) => set({ quiet }),
      setSpoken: (spoken) => set({ spoken }),
      setStageMode: (stageMode) => set({ stageMode }),
      changeDetail: (by) =>
        set(({ detail }) => ({ detail: DETAILS[DETAILS.indexOf(detail) + by] ?? detail })),
      showLogs: () => set(({ detail }) => (showsLogs(detail) ? {} : { detail: 'logs' })),
      lendDetail: () => set(({ detail, ownDetail }) => ({ ownDetail: ownDetail ?? detail })),
      takeDetailBack: () =>
        set(({ detail, ownDetail }) => ({ detail: ownDetail ?? detail, ownDetail: null })),
    }),
    {
      name: 'raftroom.settings',
      partialize: ({ theme, quiet, spoken, detail, ownDetail }) => ({
        theme,
        quiet,
        spoken,
        detail: ownDetail ?? detail,
      }),
    },
  ),
)
