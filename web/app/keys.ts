// The one key table: the page listens by it, the help is made from it, and a test proves that no key has
// two meanings in one context. A key with a context works only while such a thing is in focus, or while that is
// what is drawn: the clock's keys move the cluster, or a recording, never both.

import type { ReplayAction } from './replay/move-replay.ts'

/** `unguided`: over a recording that is no lesson; in one the same keys go by its steps. */
export type KeyContext =
  'always' | 'present' | 'recording' | 'unguided' | 'lesson' | 'node' | 'group' | 'link'

export type KeyAction =
  | ReplayAction
  | 'viewCluster'
  | 'viewGroup'
  | 'viewWall'
  | 'nextView'
  | 'pauseOrResume'
  | 'slower'
  | 'faster'
  | 'fullSpeed'
  | 'stepOnce'
  | 'stop'
  | 'kill'
  | 'powercut'
  | 'freezeOrThaw'
  | 'start'
  | 'fireTimer'
  | 'splitVote'
  | 'sendCommand'
  | 'cutThisWay'
  | 'cutBothWays'
  | 'holdOrRelease'
  | 'partition'
  | 'healAll'
  | 'moreDetail'
  | 'lessDetail'
  | 'stageMode'
  | 'quietPicture'
  | 'feed'
  | 'lessons'
  | 'goTo'
  | 'help'
  | 'back'

export interface KeyBinding {
  readonly action: KeyAction
  readonly context: KeyContext
  /** As `KeyboardEvent.key` gives them; a letter in upper case means with Shift. */
  readonly keys: readonly string[]
  readonly does: string
}

export const KEYS: readonly KeyBinding[] = [
  { action: 'viewCluster', context: 'always', keys: ['1'], does: 'Cluster view' },
  { action: 'viewGroup', context: 'always', keys: ['2'], does: 'Group view' },
  { action: 'viewWall', context: 'always', keys: ['3'], does: 'Wall view' },
  { action: 'nextView', context: 'always', keys: ['v'], does: 'Next view' },
  { action: 'pauseOrResume', context: 'present', keys: [' ', '.'], does: 'Pause or resume the cluster' },
  { action: 'slower', context: 'present', keys: ['['], does: 'Slower' },
  { action: 'faster', context: 'present', keys: [']'], does: 'Faster' },
  { action: 'fullSpeed', context: 'present', keys: ['0'], does: 'Full speed' },
  { action: 'stepOnce', context: 'present', keys: ['/'], does: 'Paused: one frame goes, or one timer fires' },
  { action: 'playOrPause', context: 'recording', keys: [' ', '.'], does: 'Play, or stand still' },
  { action: 'stepOn', context: 'recording', keys: ['/'], does: 'One event on' },
  { action: 'stepBack', context: 'recording', keys: [','], does: 'One event back' },
  { action: 'nextMark', context: 'unguided', keys: ['PageDown'], does: 'To the next mark' },
  { action: 'markBefore', context: 'unguided', keys: ['PageUp'], does: 'To the mark before' },
  {
    action: 'nextStep',
    context: 'lesson',
    keys: ['PageDown', 'ArrowRight'],
    does: 'Play this step, up to the next one',
  },
  {
    action: 'stepBefore',
    context: 'lesson',
    keys: ['PageUp', 'ArrowLeft'],
    does: 'Step before, from its beginning',
  },
  { action: 'slowerReplay', context: 'recording', keys: ['['], does: 'Slower' },
  { action: 'fasterReplay', context: 'recording', keys: [']'], does: 'Faster' },
  { action: 'ownSpeed', context: 'recording', keys: ['0'], does: 'As fast as it was' },
  { action: 'backToLive', context: 'recording', keys: ['l'], does: 'LIVE: back to the cluster' },
  { action: 'stop', context: 'node', keys: ['q'], does: 'Ask it to stop' },
  { action: 'kill', context: 'node', keys: ['k'], does: 'Kill it' },
  { action: 'powercut', context: 'node', keys: ['u'], does: 'Cut its power' },
  { action: 'freezeOrThaw', context: 'node', keys: ['z'], does: 'Freeze or thaw it' },
  { action: 'start', context: 'node', keys: ['r'], does: 'Start it again' },
  { action: 'fireTimer', context: 'node', keys: ['t'], does: 'Fire its election timer' },
  { action: 'splitVote', context: 'group', keys: ['a'], does: "Fire all followers' timers together" },
  { action: 'sendCommand', context: 'group', keys: ['c'], does: 'Send it one client command' },
  { action: 'cutThisWay', context: 'link', keys: ['x'], does: 'Cut or mend this way' },
  { action: 'cutBothWays', context: 'link', keys: ['X'], does: 'Cut or mend both ways' },
  { action: 'holdOrRelease', context: 'link', keys: ['o'], does: 'Hold this way, or let all go' },
  { action: 'partition', context: 'always', keys: ['p'], does: 'Partition form' },
  { action: 'healAll', context: 'always', keys: ['h'], does: 'Heal all' },
  // Plus is typed with Shift on many keyboards: its key alone means the same.
  { action: 'moreDetail', context: 'always', keys: ['+', '='], does: 'Group view: more detail' },
  { action: 'lessDetail', context: 'always', keys: ['-'], does: 'Group view: less detail' },
  { action: 'stageMode', context: 'always', keys: ['s'], does: 'Stage mode: only the picture' },
  { action: 'quietPicture', context: 'always', keys: ['m'], does: 'Quiet picture: no motion here' },
  { action: 'feed', context: 'always', keys: ['n'], does: 'Feed' },
  { action: 'lessons', context: 'always', keys: ['e'], does: 'Lessons' },
  { action: 'goTo', context: 'always', keys: ['g'], does: 'Go to a node, group, entry, panel or lesson' },
  { action: 'help', context: 'always', keys: ['?'], does: 'This help' },
  { action: 'back', context: 'always', keys: ['Escape'], does: 'Back one level' },
]

const SHOWN: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  PageDown: 'Page ↓',
  PageUp: 'Page ↑',
  ArrowRight: '→',
  ArrowLeft: '←',
}

/** As it is printed on a keyboard. */
export function keyName(key: string): string {
  const letter = /^[a-z]$/i.test(key)
  if (!letter) return SHOWN[key] ?? key
  return key === key.toUpperCase() ? `Shift ${key}` : key.toUpperCase()
}

export const keysOf = (action: KeyAction): string | undefined =>
  KEYS.find((binding) => binding.action === action)
    ?.keys.map(keyName)
    .join(' or ')

/** The meaning of a key while these contexts are there. Letters are the same with caps lock on. */
export function actionOf(
  press: { readonly key: string; readonly shiftKey: boolean },
  contexts: ReadonlySet<KeyContext>,
): KeyAction | null {
  const letter = /^[a-z]$/i.test(press.key)
  const key = letter ? (press.shiftKey ? press.key.toUpperCase() : press.key.toLowerCase()) : press.key
  const found = KEYS.find((binding) => contexts.has(binding.context) && binding.keys.includes(key))
  return found?.action ?? null
}

/** What a slider does with them is its own. */
const SLIDER_KEYS = /^(Arrow|Page)|^(Home|End)$/

/** A panel that was reached by the keyboard scrolls with them; the words of a lesson are left by them. */
const SCROLLED = '[role="tabpanel"]:not([data-panel="lesson"])'

/** A wide table that was reached by the keyboard. */
const scrollsSideways = (target: Element): boolean => target.scrollWidth > target.clientWidth

/** Where single keys belong to what is being written, or to the control that has the focus. */
export function keysAreOff(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('input[type="range"]')) return SLIDER_KEYS.test(key)
  if (
    target.closest('input:not([type="radio"]), textarea, select, [contenteditable="true"], [data-keys="off"]')
  )
    return true
  if (key.startsWith('Page') && target.matches(':focus-visible') && target.closest(SCROLLED) !== null)
    return true
  if (key.startsWith('Arrow') && (target.matches('input[type="radio"]') || scrollsSideways(target)))
    return true
  const presses = key === ' ' || key === 'Enter'
  return presses && target.closest('button, a, [role="button"], [role="tab"], input, summary') !== null
}
