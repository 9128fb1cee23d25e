// "Go to": a field and what it could mean. Enter takes the first, arrows and a click any of them.

import { useEffect, useId, useRef, useState } from 'react'
import { unreachable } from '../../shared/assert.ts'
import { testIds } from '../../shared/test-ids.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { askLessons, knownLessons, openLesson, useLessons } from '../store/lessons.ts'
import { move, useReplay } from '../store/replay.ts'
import { useSettings } from '../store/settings.ts'
import { seekTime } from '../store/tape/playback.ts'
import { Dialog } from '../ui/Dialog.tsx'
import type { Destination } from './go-to.ts'
import { suggestions } from './go-to.ts'
import { chooseRecording } from './replay/choose-recording.ts'
import type { TabId } from './tabs.ts'
import './go-to.css'

interface Props {
  readonly tabs: readonly TabId[]
  readonly showTab: (tab: TabId) => void
  readonly openLessons: () => void
  readonly onClose: () => void
}

export function GoTo({ tabs, showTab, openLessons, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const view = useCluster((state) => state.view)
  const group = useFocus((state) => state.group)
  const list = useId()
  const field = useRef<HTMLInputElement>(null)
  // A dialog gives the focus to its first button when it opens: what was typed would be lost.
  useEffect(() => {
    void askLessons()
    field.current?.focus()
  }, [])
  const lessons = useLessons(({ list }) => list)
  const lasts = useReplay((state) => state.replay?.tape.length ?? null)
  const found = suggestions(view, group, typed, lasts, { tabs, lessons: knownLessons(lessons) })
  const at = Math.min(chosen, Math.max(0, found.length - 1))
  const take = (to: Destination | undefined): void => {
    if (to === undefined) return
    onClose()
    go(to, showTab, openLessons)
  }
  const step = (key: string): boolean => {
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return false
    const next = at + (key === 'ArrowDown' ? 1 : -1)
    setChosen(Math.max(0, Math.min(found.length - 1, next)))
    return true
  }
  return (
    <Dialog title="Go to" onClose={onClose}>
      <div className="go-to" data-testid={testIds.goTo}>
        <input
          ref={field}
          className="text-field"
          role="combobox"
          aria-label="Node, group, entry, view, panel or lesson"
          aria-expanded={found.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          {...(found.length > 0 ? { 'aria-activedescendant': `${list}-${at}` } : {})}
          placeholder="b2, orders/0, #812, money"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setChosen(0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take(found[at]?.to)
            if (event.key === 'Enter' || step(event.key)) event.preventDefault()
          }}
        />
        <ul id={list} className="go-to-list" role="listbox" aria-label="Places">
          {found.map(({ label, to }, place) => (
            <li
              key={label}
              id={`${list}-${place}`}
              role="option"
              aria-selected={place === at}
              onClick={() => take(to)}
            >
              {label}
            </li>
          ))}
        </ul>
        {found.length === 0 && (
          <p className="quiet" role="status">
            {typed.trim().startsWith('#') && group === null
              ? 'Entries are numbered in each group: choose a group first.'
              : 'Nothing in the picture is called that.'}
          </p>
        )}
      </div>
    </Dialog>
  )
}

function go(to: Destination, showTab: (tab: TabId) => void, openLessons: () => void): void {
  const focus = useFocus.getState()
  switch (to.kind) {
    case 'node':
      return focus.focusNode(to.node)
    case 'group':
      focus.focusGroup(to.group)
      return focus.setView('group')
    case 'entry':
      useSettings.getState().showLogs()
      return focus.focusEntry(to.group, to.index)
    case 'view':
      return focus.setView(to.view)
    case 'panel':
      return showTab(to.panel)
    case 'openRecording':
      return chooseRecording()
    case 'lessons':
      return openLessons()
    case 'lesson':
      return void openLesson(to.name)
    case 'time':
      return move((tape, playback) => seekTime(tape, playback, to.ms))
    default:
      return unreachable(to)
  }
}
