// One terminal standing at one ATM: keeps the open request, the prompt and the menu. It does no I/O of
// its own, so the shell, the browser and the tests drive it in the same way.

import type { OpenRequest, AtmStatus, BankChange } from '../../shared/sdk/atm.ts'
import type { Outcome } from '../../shared/sdk/ask.ts'
import type { Command } from './parse.ts'
import { FORMS, parse } from './parse.ts'
import { createMenu, MENU_LINE } from './menu.ts'
import { renderAccounts, renderBalance, renderChange, renderHistory, renderStatus } from './render.ts'

/** What a session needs of the SDK's Atm. */
export interface AtmPort {
  status(): Promise<AtmStatus | null>
  send(request: OpenRequest): Promise<Outcome>
  balance(account: string, local?: boolean): Promise<Outcome>
  accounts(): Promise<Outcome>
  history(account: string, limit?: number): Promise<Outcome>
  /** Calls back after this many cluster milliseconds; returns the cancel function. */
  after(clusterMs: number, fn: () => void): () => void
}

/** Outlives the terminal: a request id is stored before it is sent (file, or the browser's storage). */
export interface OpenRequestStore {
  load(): readonly OpenRequest[]
  /** Throws when they cannot be kept. */
  save(open: readonly OpenRequest[]): void
}

/** How long a terminal asks again before it prints a line, cluster milliseconds. */
export const TERMINAL_RETRY_MS = 5_000

/** Longer silence looks as if the terminal had stopped, cluster milliseconds; most answers come well before. */
const SILENT_MS = 1_500

/** Requests whose outcome is unknown, newest last; older ones are given up: nobody asks nine times back. */
const MAX_OPEN = 8

/** The disk is full, or the browser's storage. Without its id a request could be done twice. */
const NOT_KEPT = 'refused: the request id cannot be stored on this computer, nothing was sent'

export interface SessionOptions {
  readonly node: string
  /** Opens the ATM with this name, or null if there is none. */
  readonly connect: (node: string) => AtmPort | null
  /** Running ATMs, to offer one when this one is gone. */
  readonly running: () => Promise<readonly string[]>
  readonly store: OpenRequestStore
  /** Names this terminal in its request ids, for example `t7k2`. */
  readonly tag: string
  /** Shows a line while a command still waits for its answer. */
  readonly say: (line: string) => void
}

export interface Reply {
  readonly lines: readonly string[]
  readonly prompt: string
  readonly done: boolean
}

export interface Session {
  greet(): Reply
  line(text: string): Promise<Reply>
  /** Looks whether the ATM still answers; lines only when that changed. */
  check(): Promise<Reply | null>
  readonly node: string
}

export function createSession(options: SessionOptions): Session {
  let node = options.node
  let atm = options.connect(node)
  let open = options.store.load()
  let count = 0
  let seen = 0
  let here = true
  let offered: string | null = null
  const menu = createMenu()

  const reply = (lines: readonly string[], done = false): Reply => ({
    lines,
    done,
    prompt: menu.prompt() ?? `${node}> `,
  })
  const openLines = (): string[] => open.map(({ id }) => `unknown: request ${id} is still open`)

  /** False: there is no room for it, and whoever is not kept must not be sent. */
  function keep(request: OpenRequest): boolean {
    const more = [...open, request].slice(-MAX_OPEN)
    if (!saved(more)) return false
    open = more
    return true
  }

  /** One that stays on the disk for lack of room is asked for once more at worst, and answered as done already. */
  function forget({ id }: OpenRequest): void {
    open = open.filter((one) => one.id !== id)
    saved(open)
  }

  function saved(requests: readonly OpenRequest[]): boolean {
    try {
      options.store.save(requests)
      return true
    } catch {
      return false
    }
  }

  /** It is kept already. */
  async function send(request: OpenRequest): Promise<string[]> {
    if (atm === null) return [`refused: there is no ATM ${node}, nothing was sent`]
    const outcome = await atm.send(request)
    if (outcome.outcome !== 'unknown') forget(request)
    if (outcome.outcome === 'ok') seen = Math.max(seen, Number(outcome.body['index'] ?? 0))
    const line = renderChange(request.change, outcome, request.id, node)
    const gone = outcome.outcome === 'refused' && outcome.code === 'no-connection'
    return gone ? [line, ...(await lost())] : [line]
  }

  async function change(wanted: BankChange): Promise<string[]> {
    if (seen === 0) seen = (await atm?.status())?.applied ?? 0
    count += 1
    const request = { id: `${options.tag}-${count}`, after: seen, change: wanted }
    if (atm !== null && !keep(request)) return [NOT_KEPT]
    return send(request)
  }

  const again = async (newest: OpenRequest | undefined): Promise<string[]> =>
    newest === undefined ? ['usage: nothing is unknown'] : send(newest)

  /** An ATM cut off from its group is asked for seconds: whoever waits is told that somebody does. */
  async function patiently(command: Command): Promise<string[]> {
    const cancel = atm?.after(SILENT_MS, () => options.say(`waiting: still asking ${node}`))
    try {
      return await run(command)
    } finally {
      cancel?.()
    }
  }

  async function lost(): Promise<string[]> {
    here = false
    const others = (await options.running()).filter((other) => other !== node)
    offered = others[0] ?? null
    return offered === null
      ? [`${node} is gone, and no other ATM runs`]
      : [`${node} is gone; press Enter to go on at ${offered} (running: ${others.join(', ')})`]
  }

  function moveTo(wanted: string): string[] {
    const next = options.connect(wanted)
    if (next === null) return [`refused: there is no ATM ${wanted}`]
    atm = next
    node = wanted
    here = true
    offered = null
    return [`now at ${node}`, ...openLines()]
  }

  async function run(command: Command): Promise<string[]> {
    switch (command.kind) {
      case 'nothing':
        return offered === null ? [] : moveTo(offered)
      case 'wrong':
        return [command.line]
      case 'at':
        return moveTo(command.node)
      case 'change':
        return change(command.change)
      case 'again':
        return again(open.at(-1))
      case 'menu':
        menu.begin()
        return [MENU_LINE]
      case 'help':
        return Object.values(FORMS)
      case 'quit':
        return [...openLines(), 'bye']
      case 'balance':
      case 'history':
      case 'accounts':
      case 'status':
        return read(command)
    }
  }

  async function read(command: Command): Promise<string[]> {
    if (atm === null) return [`refused: there is no ATM ${node}`]
    switch (command.kind) {
      case 'balance':
        return renderBalance(await atm.balance(command.account, command.local), command.account, node)
      case 'history':
        return renderHistory(await atm.history(command.account, command.lines), command.account, node)
      case 'accounts':
        return renderAccounts(await atm.accounts(), node)
      case 'status':
        return [renderStatus(await atm.status(), node)]
      default:
        return []
    }
  }

  return {
    get node() {
      return node
    },
    greet: () => reply([`${node}: type help for the commands`, ...openLines()]),
    async line(text) {
      const typed = menu.take(text)
      if (typed === 'cancelled') return reply(['cancelled'])
      if (typed === null) return reply([])
      const command = parse(typed)
      return reply(await patiently(command), command.kind === 'quit')
    },
    async check() {
      const status = atm === null ? null : await atm.status()
      const answers = status !== null
      if (answers === here) return null
      if (!answers) return reply(await lost())
      here = true
      offered = null
      return reply([`${node} answers again`])
    },
  }
}
