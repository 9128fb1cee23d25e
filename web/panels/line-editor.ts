// The line being typed in a terminal, and the ones before it. It writes what a screen should show and
// knows no screen, so tests read what it wrote.

/** As many as anybody scrolls back by arrow keys. */
const MAX_HISTORY = 100
/** Back to the first column, and clear the line. */
const CLEAR_LINE = '\r\u001B[2K'
const UP = '\u001B[A'
const DOWN = '\u001B[B'
const BACKSPACE = '\u007F'
const CTRL_C = '\u0003'
const CTRL_U = '\u0015'

export interface Editor {
  type(data: string): void
  print(lines: readonly string[]): void
  prompt(text: string): void
}

/** A line editor small enough to understand: letters, Backspace, Enter, Ctrl-C, history by arrows. */
export function createEditor(write: (text: string) => void, onLine: (text: string) => void): Editor {
  let line = ''
  let ready = false
  let promptText = ''
  let at = 0
  const history: string[] = []
  const redraw = (next: string): void => {
    line = next
    write(`${CLEAR_LINE}${promptText}${line}`)
  }
  const enter = (): void => {
    write('\r\n')
    ready = false
    const text = line
    line = ''
    if (text.trim() !== '' && history.at(-1) !== text) history.push(text)
    if (history.length > MAX_HISTORY) history.shift()
    at = history.length
    onLine(text)
  }
  const recall = (step: number): void => {
    at = Math.min(history.length, Math.max(0, at + step))
    redraw(history[at] ?? '')
  }
  const key = (one: string): void => {
    if (one === '\r') enter()
    else if (one === BACKSPACE) redraw(line.slice(0, -1))
    else if (one === CTRL_C || one === CTRL_U) redraw('')
    else if (one >= ' ') redraw(line + one)
  }
  return {
    type(data) {
      if (!ready) return
      if (data === UP) recall(-1)
      else if (data === DOWN) recall(1)
      else if (!data.startsWith('\u001B')) for (const one of data.replaceAll('\n', '\r')) if (ready) key(one)
    },
    print(lines) {
      const text = lines.map((one) => `${one}\r\n`).join('')
      write(ready ? `${CLEAR_LINE}${text}${promptText}${line}` : text)
    },
    prompt(text) {
      promptText = text
      ready = true
      redraw(line)
    },
  }
}
