// The shell's terminal: a line reader around a session. Everything a customer sees is made by parse,
// session and render, which the browser uses too.

import { createInterface } from 'node:readline'
import { Atm } from '../../shared/sdk/atm.ts'
import { fileStore } from './file-store.ts'
import type { Reply } from './session.ts'
import { createSession, TERMINAL_RETRY_MS } from './session.ts'

export interface AtmAddress {
  readonly node: string
  /** `http://127.0.0.1:8431` */
  readonly base: string
  readonly running: boolean
}

export interface TerminalOptions {
  readonly node: string
  /** All ATMs of the cluster as they are now; asked again when one is gone. */
  readonly atms: () => Promise<readonly AtmAddress[]>
  /** Folder for the file that remembers open requests. */
  readonly stateDir: string
  /** Says lines unasked, until the function that it answers is called. */
  readonly news?: (tell: (line: string) => void) => () => void
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** How often an idle terminal looks whether its ATM still answers, real milliseconds. */
const CHECK_EVERY_MS = 1_000

/** Runs until `quit` or the end of input. */
export async function runTerminal(options: TerminalOptions): Promise<void> {
  const { input, output } = options
  let atms = await options.atms()
  const session = createSession({
    node: options.node,
    tag: newTag(),
    store: fileStore(options.stateDir, options.node),
    connect: (node) => {
      const found = atms.find((atm) => atm.node === node)
      return found === undefined ? null : new Atm({ base: found.base, retryFor: TERMINAL_RETRY_MS })
    },
    running: async () => {
      atms = await options.atms()
      return atms.filter((atm) => atm.running).map((atm) => atm.node)
    },
    say: (line) => output.write(`${line}\n`),
  })
  const reader = createInterface({ input, output, terminal: input.isTTY })
  /** By Ctrl-C or Ctrl-D, maybe while a line is still on its way: it is answered, and then nothing is asked any more. */
  let closed = false
  reader.once('close', () => (closed = true))
  const ask = (): void => {
    if (!closed) reader.prompt(true)
  }
  reader.on('SIGTSTP', () => suspend(input, ask))
  const show = (reply: Reply): void => {
    for (const line of reply.lines) output.write(`${line}\n`)
    reader.setPrompt(reply.prompt)
    if (reply.done) reader.close()
    else ask()
  }
  show(session.greet())
  const watch = setInterval(() => {
    void session.check().then((reply) => {
      if (reply === null) return
      output.write('\n')
      show(reply)
    })
  }, CHECK_EVERY_MS)
  const endNews = options.news?.((line) => {
    output.write(`\n${line}\n`)
    ask()
  })
  try {
    let done = false
    for await (const line of reader) {
      const reply = await session.line(line)
      done = reply.done
      show(reply)
      if (done) break
    }
    if (!done) for (const line of (await session.line('quit')).lines) output.write(`${line}\n`)
  } finally {
    clearInterval(watch)
    endNews?.()
    reader.close()
  }
}

/** Ctrl-Z stops all that the shell has started: were it this process alone, npx would go on waiting for it for ever. */
function suspend(input: NodeJS.ReadStream, goOn: () => void): void {
  process.once('SIGCONT', () => {
    input.setRawMode(true)
    goOn()
  })
  input.setRawMode(false)
  process.kill(EVERY_PROCESS_OF_THE_JOB, 'SIGTSTP')
}

/** What kill(2) calls the sender's process group. */
const EVERY_PROCESS_OF_THE_JOB = 0

/** Four letters and digits that tell one terminal's requests from another's, for example `t7k2`. */
const newTag = (): string => `t${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
