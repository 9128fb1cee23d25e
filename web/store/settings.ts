// How this viewer likes the page. Kept in the browser; nobody else is moved by it.

import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'light' | 'dark'

export interface SettingsState {
  readonly theme: Theme
  /** Motion off: messages are not drawn flying. */
  readonly quiet: boolean
  /** The live region speaks the feed. */
  readonly spoken: boolean
  /** The picture alone, at projector size. */
  readonly stageMode: boolean
  setTheme(theme: Theme): void
  setQuiet(quiet: boolean): void
  setSpoken(spoken: boolean): void
  setStageMode(stageMode: boolean): void
}

export const useSettings = create<SettingsState>()(
  persist(
    (set) => ({
      theme: 'light',
      quiet: false,
      spoken: true,
      stageMode: false,
      setTheme: (theme) => set({ theme }),
      setQuiet: (quiet) => set({ quiet }),
      setSpoken: (spoken) => set({ spoken }),
      setStageMode: (stageMode) => set({ stageMode }),
    }),
    { name: 'raftroom.settings', partialize: ({ theme, quiet, spoken }) => ({ theme, quiet, spoken }) },
  ),
)
