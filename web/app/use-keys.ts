// One listener on the window, so that keys survive any click. What each key means stands in keys.ts.

import { useEffect, useRef } from 'react'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import { useCluster } from '../store/cluster.ts'
import type { FocusState } from '../store/focus.ts'
import { MAIN_VIEWS, useFocus } from '../store/focus.ts'
import { closeTape, useReplay } from '../store/replay.ts'
import { useSettings } from '../store/settings.ts'
import type { Perform } from '../ui/use-deed.ts'
import type { TabId } from './tabs.ts'
import type { KeyAction, KeyContext } from './keys.ts'
import { actionOf, keysAreOff } from './keys.ts'
import { fasterThan, slowerThan } from './mode.ts'
import {
  actOnNode,
  changeRate,
  fireTimer,
  freezeOrThaw,
  healAll,
  holdOrRelease,
  sendCommand,
  splitVote,
  stepOnce,
  toggleLink,
} from './perform-action.ts'
import { moveReplay } from './replay/move-replay.ts'

interface Wiring {
  readonly perform: Perform
  readonly showTab: (tab: TabId) => void
  readonly toggleHelp: () => void
  readonly openGoTo: () => void
  readonly openLessons: () => void
}

export function useKeys(wiring: Wiring): void {
  const newest = useRef(wiring)
  /** What "resume" goes back to. */
  const before = useRef(1)
  useEffect(() => {
    newest.current = wiring
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (document.querySelector('dialog[open]') !== null || keysAreOff(event.target, event.key)) return
      const action = actionOf(event, contextsNow())
      if (action === null) return
      event.preventDefault()
      run(action, newest.current, before)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function contextsNow(): ReadonlySet<KeyContext> {
  const { focus, group } = useFocus.getState()
  const contexts = new Set<KeyContext>(['always', useCluster.getState().shows])
  const { replay } = useReplay.getState()
  if (replay !== null) contexts.add(replay.tape.lesson === null ? 'unguided' : 'lesson')
  if (focus?.kind === 'node') contexts.add('node')
  if (focus?.kind === 'link') contexts.add('link')
  if (group !== null) contexts.add('group')
  return contexts
}

/** With nothing in focus one level back from a recording is the cluster. A lesson has one group: no level of its own. */
function isOutermost({ focus, group }: FocusState): boolean {
  const { replay } = useReplay.getState()
  if (replay === null || focus !== null) return false
  return group === null || replay.tape.lesson !== null
}

function nextView(): void {
  const focus = useFocus.getState()
  focus.setView(MAIN_VIEWS[(MAIN_VIEWS.indexOf(focus.view) + 1) % MAIN_VIEWS.length] ?? 'cluster')
}

function onNode(act: (node: NodeId, group: GroupName | null) => void): void {
  const { focus, group } = useFocus.getState()
  if (focus?.kind === 'node') act(focus.node, group)
}

function onLink(act: (from: NodeId, to: NodeId) => void): void {
  const { focus } = useFocus.getState()
  if (focus?.kind === 'link') act(focus.from, focus.to)
}

function pauseOrResume(perform: Perform, before: { current: number }): void {
  const { rate } = useCluster.getState().view.clock
  if (rate > 0) before.current = rate
  changeRate(perform, rate > 0 ? 0 : before.current)
}

function run(action: KeyAction, wiring: Wiring, before: { current: number }): void {
  const { perform, showTab, toggleHelp, openGoTo, openLessons } = wiring
  const { rate } = useCluster.getState().view.clock
  const focus = useFocus.getState()
  const settings = useSettings.getState()
  switch (action) {
    case 'viewCluster':
      return focus.setView('cluster')
    case 'viewGroup':
      return focus.setView('group')
    case 'viewWall':
      return focus.setView('wall')
    case 'nextView':
      return nextView()
    case 'pauseOrResume':
      return pauseOrResume(perform, before)
    case 'slower':
      return changeRate(perform, slowerThan(rate))
    case 'faster':
      return changeRate(perform, fasterThan(rate))
    case 'fullSpeed':
      return changeRate(perform, 1)
    case 'stepOnce':
      return stepOnce(perform)
    case 'playOrPause':
    case 'stepOn':
    case 'stepBack':
    case 'nextMark':
    case 'markBefore':
    case 'nextStep':
    case 'stepBefore':
    case 'slowerReplay':
    case 'fasterReplay':
    case 'ownSpeed':
    case 'backToLive':
      return moveReplay(action)
    case 'stop':
    case 'kill':
    case 'powercut':
    case 'start':
      return onNode((node) => actOnNode(perform, action, node))
    case 'freezeOrThaw':
      return onNode((node) => freezeOrThaw(perform, node))
    case 'fireTimer':
      return onNode((node, focused) => fireTimer(perform, node, focused))
    case 'splitVote':
      return focus.group === null ? undefined : splitVote(perform, focus.group)
    case 'sendCommand':
      return focus.group === null ? undefined : sendCommand(perform, focus.group)
    case 'cutThisWay':
    case 'cutBothWays':
      return onLink((from, to) => toggleLink(perform, from, to, action === 'cutThisWay'))
    case 'holdOrRelease':
      return onLink((from, to) => holdOrRelease(perform, from, to))
    case 'partition':
      return showTab('faults')
    case 'healAll':
      return healAll(perform)
    case 'moreDetail':
      return settings.changeDetail(1)
    case 'lessDetail':
      return settings.changeDetail(-1)
    case 'stageMode':
      return settings.setStageMode(!settings.stageMode)
    case 'quietPicture':
      return settings.setQuiet(!settings.quiet)
    case 'feed':
      return showTab('feed')
    case 'lessons':
      return openLessons()
    case 'goTo':
      return openGoTo()
    case 'help':
      return toggleHelp()
    case 'back':
      return isOutermost(focus) ? closeTape() : focus.clear()
    default:
      return unreachable(action)
  }
}
