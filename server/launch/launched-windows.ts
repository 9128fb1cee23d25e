// ATMs in windows of their own, opened as a user opens them (`raftroom atm atm-1 --here`), with pipes in place of
// keyboards and screens. Nobody stands above them: tests and runs of chaos find out what that is like.

import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { NodeId } from '../../shared/ids.ts'

export interface WindowOptions {
  /** What `npx raftroom` runs. */
  readonly script: string
  /** What the folder is called by. */
  readonly name: string
}

export interface LaunchedWindow {
  readonly node: NodeId
  readonly pid: number
  /** Everything on its screen. */
  readonly text: () => string
  readonly type: (line: string) => void
  /** Types a line and waits for its answer: the first word and what follows. */
  readonly ask: (line: string) => Promise<string>
  /** Waits until the screen shows this; answers what fits. Throws when the window ends before. */
  readonly shows: (what: RegExp) => Promise<string>
  readonly ended: Promise<WindowEnd>
  readonly kill: (signal: NodeJS.Signals) => Promise<WindowEnd>
}

export interface WindowEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface LaunchedWindows {
  readonly data: string
  /** What --port of all of them is. */
  readonly port: number
  readonly open: (node: NodeId, ...flags: readonly string[]) => LaunchedWindow
  /** What `node` is given to open such a window. */
  readonly argv: (node: NodeId) => readonly string[]
  /** Types quit in every window, and waits for the end of all. */
  readonly quitAll: () => Promise<void>
  /** `http://127.0.0.1:8431`, no slash behind it. */
  readonly base: (node: NodeId) => string
  /** Kills whatever is open and takes the folder away. */
  readonly end: () => Promise<void>
}

export async function launchWindows({ script, name }: WindowOptions): Promise<LaunchedWindows> {
  const data = mkdtempSync(join(tmpdir(), `raftroom-${name}-`))
  const port = await freeBlock()
  const argv = (node: NodeId): readonly string[] => [
    script,
    'atm',
    node,
    '--here',
    '--data',
    data,
    '--port',
    String(port),
  ]
  const open = new Set<LaunchedWindow>()
  const endWithUs = (): void => open.forEach((window) => void window.kill('SIGKILL'))
  process.once('exit', endWithUs)
  return {
    data,
    port,
    argv,
    open(node, ...flags) {
      const window = openWindow(node, [...argv(node), ...flags])
      open.add(window)
      void window.ended.then(() => open.delete(window))
      return window
    },
    base: (node) => `http://127.0.0.1:${port + ATM_HTTP + Number(node.slice('atm-'.length))}`,
    async quitAll() {
      for (const window of open) window.type('quit')
      await Promise.all([...open].map(({ ended }) => ended))
    },
    async end() {
      process.off('exit', endWithUs)
      await Promise.all([...open].map((window) => window.kill('SIGKILL')))
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** An answer begins with one of four words, behind a prompt or not. */
const ANSWER = /(?:^|> )((?:ok|refused|unknown|usage): .*)\n/m

function openWindow(node: NodeId, argv: readonly string[]): LaunchedWindow {
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'] })
  // A window that is gone reads nothing more.
  child.stdin.on('error', () => {})
  const screen = new Screen(child)
  const ended = new Promise<WindowEnd>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  const type = (line: string): void => void child.stdin.write(`${line}\n`)
  return {
    node,
    pid: child.pid ?? 0,
    text: () => screen.text,
    type,
    ask(line) {
      const from = screen.text.length
      type(line)
      return screen.shows(ANSWER, from)
    },
    shows: (what) => screen.shows(what, 0),
    ended,
    kill(signal) {
      child.kill(signal)
      return ended
    },
  }
}

class Screen {
  text = ''
  readonly #waiting = new Set<() => void>()
  #closed = false

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.text += text
        this.#look()
      })
    child.once('close', () => {
      this.#closed = true
      this.#look()
    })
  }

  /** The first group of what fits, or all of it. */
  shows(what: RegExp, from: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = what.exec(this.text.slice(from))
        if (found === null && !this.#closed) return
        this.#waiting.delete(look)
        if (found === null) reject(new Error(`the window ended without ${String(what)}: ${this.text}`))
        else resolve(found[1] ?? found[0])
      }
      this.#waiting.add(look)
      look()
    })
  }

  #look(): void {
    for (const look of this.#waiting) look()
  }
}

/** Behind these above --port lie the ports of managers, brokers and ATMs: HTTP, then Raft. */
const BEHIND = [10, 20, 30, 110, 120, 130]
const ATM_HTTP = 30
/** The most of one role that a cluster of usual size has. */
const ORDINALS = [1, 2, 3, 4]
/** Below the ports that systems hand out for outgoing connections. */
const BLOCKS = { from: 15_000, to: 32_000 }
const TRIES = 50

/** A --port above which all that a cluster of usual size listens on is free. */
async function freeBlock(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(BLOCKS.from, BLOCKS.to)
    const wanted = BEHIND.flatMap((at) => ORDINALS.map((ordinal) => port + at + ordinal))
    const free = await Promise.all([port, ...wanted].map(isFree))
    if (!free.includes(false)) return port
  }
  throw new Error('no free ports were found')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
