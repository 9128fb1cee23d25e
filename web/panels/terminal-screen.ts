// The screen of one terminal. Only here is xterm imported, so it loads when the first terminal opens.

import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { createEditor } from './line-editor.ts'
import { wrapWords } from './wrap-words.ts'

/** Lines kept per terminal: a lesson's worth. */
const SCROLLBACK = 2_000

export interface ScreenStyle {
  readonly fontSize: number
  readonly fontFamily: string
  readonly background: string
  readonly foreground: string
  readonly selection: string
}

export interface Screen {
  print(lines: readonly string[]): void
  prompt(text: string): void
  restyle(style: ScreenStyle): void
  fit(): void
  focus(): void
  destroy(): void
}

const themeOf = (style: ScreenStyle) => ({
  background: style.background,
  foreground: style.foreground,
  cursor: style.foreground,
  cursorAccent: style.background,
  selectionBackground: style.selection,
})

export function openScreen(place: HTMLElement, style: ScreenStyle, onLine: (text: string) => void): Screen {
  const terminal = new Terminal({
    scrollback: SCROLLBACK,
    fontSize: style.fontSize,
    fontFamily: style.fontFamily,
    lineHeight: 1.25,
    cursorBlink: false,
    theme: themeOf(style),
  })
  terminal.open(place)
  const editor = createEditor((text) => terminal.write(text), onLine)
  terminal.onData((data) => editor.type(data))
  const fit = (): void => fitTo(terminal, place)
  fit()
  return {
    print: (lines) => editor.print(lines.flatMap((line) => wrapWords(line, terminal.cols))),
    prompt: (text) => editor.prompt(text),
    restyle(next) {
      terminal.options.theme = themeOf(next)
      terminal.options.fontSize = next.fontSize
      fit()
    },
    fit,
    focus: () => terminal.focus(),
    destroy: () => terminal.dispose(),
  }
}

/** Room xterm keeps for its scroll bar. */
const SCROLLBAR_PX = 14

function fitTo(terminal: Terminal, place: HTMLElement): void {
  const screen = place.querySelector('.xterm-screen')
  if (screen === null || terminal.cols === 0 || place.clientHeight === 0) return
  const box = screen.getBoundingClientRect()
  const cell = { width: box.width / terminal.cols, height: box.height / terminal.rows }
  if (cell.width === 0 || cell.height === 0) return
  const style = getComputedStyle(place)
  const width = place.clientWidth - Number.parseFloat(style.paddingLeft) - SCROLLBAR_PX
  const height =
    place.clientHeight - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom)
  const columns = Math.max(20, Math.floor(width / cell.width))
  const rows = Math.max(4, Math.floor(height / cell.height))
  if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows)
}
