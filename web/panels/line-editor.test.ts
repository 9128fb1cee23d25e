import { expect, test } from 'vitest'
import { createEditor } from './line-editor.ts'

function typing() {
  const lines: string[] = []
  let screen = ''
  const editor = createEditor(
    (text) => (screen += text),
    (line) => lines.push(line),
  )
  editor.prompt('atm-1> ')
  return { editor, lines, screen: () => screen }
}

test('a line is handed over whole, once, when Enter is pressed', () => {
  const { editor, lines } = typing()
  for (const key of 'balance alice') editor.type(key)
  expect(lines).toEqual([])
  editor.type('\r')
  expect(lines).toEqual(['balance alice'])
})

test('nothing can be typed before the answer to the last line', () => {
  const { editor, lines } = typing()
  editor.type('status\r')
  editor.type('kill\r')
  expect(lines).toEqual(['status'])
  editor.prompt('atm-1> ')
  editor.type('help\r')
  expect(lines).toEqual(['status', 'help'])
})

test('Backspace and Ctrl-C take back what was typed', () => {
  const { editor, lines } = typing()
  editor.type('ab\u007Fc\r')
  editor.prompt('> ')
  editor.type('withdraw 30\u0003')
  editor.type('\r')
  expect(lines).toEqual(['ac', ''])
})

test('the arrow keys bring earlier lines back', () => {
  const { editor, lines } = typing()
  for (const line of ['status', 'accounts']) {
    editor.type(`${line}\r`)
    editor.prompt('> ')
  }
  editor.type('\u001B[A')
  editor.type('\u001B[A')
  editor.type('\r')
  expect(lines.at(-1)).toBe('status')
})

test('news printed while somebody types leaves the typed line whole', () => {
  const { editor, lines, screen } = typing()
  editor.type('withdr')
  editor.print(['atm-1 is gone'])
  expect(screen().endsWith('atm-1 is gone\r\natm-1> withdr')).toBe(true)
  editor.type('aw\r')
  expect(lines).toEqual(['withdraw'])
})
