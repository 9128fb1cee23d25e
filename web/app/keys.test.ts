// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { KeyContext } from './keys.ts'
import { KEYS, actionOf, keyName, keysAreOff, keysOf } from './keys.ts'

const everything = new Set<KeyContext>(['always', 'present', 'node', 'group', 'link'])

test.each([
  ['cluster', everything],
  ['recording', new Set<KeyContext>(['always', 'recording', 'unguided', 'node', 'group', 'link'])],
  ['lesson', new Set<KeyContext>(['always', 'recording', 'lesson', 'node', 'group', 'link'])],
])('no key has two meanings over a %s, even with a node, a group and a link in focus', (_, contexts) => {
  const keys = KEYS.filter(({ context }) => contexts.has(context)).flatMap((binding) => binding.keys)
  expect(keys.length).toBeGreaterThan(20)
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted())
})

test('a stopping key does nothing without a node in focus', () => {
  expect(actionOf({ key: 'k', shiftKey: false }, new Set(['always']))).toBeNull()
  expect(actionOf({ key: 'k', shiftKey: false }, everything)).toBe('kill')
})

test('the clock keys move the cluster or a recording, whichever is drawn', () => {
  const space = { key: ' ', shiftKey: false }
  expect(actionOf(space, everything)).toBe('pauseOrResume')
  expect(actionOf(space, new Set(['always', 'recording']))).toBe('playOrPause')
})

test('caps lock does not turn one way into both ways', () => {
  expect(actionOf({ key: 'X', shiftKey: false }, everything)).toBe('cutThisWay')
  expect(actionOf({ key: 'X', shiftKey: true }, everything)).toBe('cutBothWays')
})

test('keys are off in text fields and terminals, a slider keeps its own, Space stays with a button in focus', () => {
  document.body.innerHTML =
    '<input id="text" /><input id="slider" type="range" /><div data-keys="off"><p id="term">x</p></div><button id="button">b</button><p id="free">y</p>'
  const by = (id: string): Element | null => document.getElementById(id)
  expect(keysAreOff(by('text'), 'k')).toBe(true)
  expect(keysAreOff(by('term'), 'k')).toBe(true)
  expect(keysAreOff(by('slider'), 'PageDown')).toBe(true)
  expect(keysAreOff(by('slider'), ' ')).toBe(false)
  expect(keysAreOff(by('button'), ' ')).toBe(true)
  expect(keysAreOff(by('button'), 'k')).toBe(false)
  expect(keysAreOff(by('free'), ' ')).toBe(false)
})

test('arrows go by the steps of a lesson, unless what has the focus moves by them itself', () => {
  const inLesson = new Set<KeyContext>(['always', 'recording', 'lesson'])
  expect(actionOf({ key: 'ArrowRight', shiftKey: false }, inLesson)).toBe('nextStep')
  expect(actionOf({ key: 'ArrowLeft', shiftKey: false }, inLesson)).toBe('stepBefore')
  expect(actionOf({ key: 'ArrowRight', shiftKey: false }, everything)).toBeNull()
  document.body.innerHTML =
    '<input id="choice" type="radio" /><button id="next">next</button><section id="wide" tabindex="0"></section>'
  const wide = document.getElementById('wide')
  Object.defineProperties(wide ?? {}, { clientWidth: { value: 300 }, scrollWidth: { value: 900 } })
  expect(keysAreOff(document.getElementById('choice'), 'ArrowRight')).toBe(true)
  expect(keysAreOff(wide, 'ArrowRight')).toBe(true)
  expect(keysAreOff(wide, 'PageDown')).toBe(false)
  expect(keysAreOff(document.getElementById('next'), 'ArrowRight')).toBe(false)
})

test('a panel that has the keyboard scrolls with the page keys, but that of a lesson goes by its steps', () => {
  document.body.innerHTML =
    '<div role="tabpanel" data-panel="feed" tabindex="0"><button>row</button></div><div role="tabpanel" data-panel="lesson" tabindex="0"></div>'
  const offIn = (selector: string): boolean => {
    const element = document.querySelector<HTMLElement>(selector)
    element?.focus()
    return keysAreOff(element, 'PageDown')
  }
  expect(offIn('[data-panel="feed"]')).toBe(true)
  expect(offIn('button')).toBe(true)
  expect(offIn('[data-panel="lesson"]')).toBe(false)
  expect(keysAreOff(document.querySelector('[data-panel="feed"]'), 'k')).toBe(false)
})

test('keys are named as they are printed', () => {
  expect(keysOf('pauseOrResume')).toBe('Space or .')
  expect(keyName('X')).toBe('Shift X')
  expect(keyName('k')).toBe('K')
})
