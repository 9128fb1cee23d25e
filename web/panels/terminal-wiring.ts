// Wires one terminal: the pure session to the screen, to the ATM's own port, and to what the picture knows
// of which ATMs run. Lives outside React, since xterm keeps its own state.

import type { Reply } from '../../atm-sim/terminal/session.ts'
import { TERMINAL_RETRY_MS, createSession } from '../../atm-sim/terminal/session.ts'
import { isUp } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { Atm } from '../../shared/sdk/atm.ts'
import { usePresent } from '../store/cluster.ts'
import { openRequestStore } from './open-requests.ts'
import type { Screen, ScreenStyle } from './terminal-screen.ts'
import { openScreen } from './terminal-screen.ts'

export interface TerminalListener {
  /** Lines as they appear, the typed ones with their prompt. */
  told(lines: readonly string[]): void
  standsAt(atm: NodeId): void
  /** The customer has left. */
  ended(): void
}

export interface WiredTerminal {
  /** It became visible: takes its room and the keyboard. */
  show(): void
  destroy(): void
}

export function wireTerminal(
  place: HTMLElement,
  start: { readonly id: string; readonly atm: NodeId },
  listener: TerminalListener,
): WiredTerminal {
  const session = createSession({
    node: start.atm,
    connect: connectTo,
    running: async () => runningAtms(),
    store: openRequestStore(localStorage, start.id),
    tag: freshTag(start.id),
    say: (line) => print([line]),
  })
  const screen = openScreen(place, styleNow(), (text) => {
    listener.told([`${session.node}> ${text}`])
    session.line(text).then(tell, (error: unknown) => tell(broken(session.node, error)))
  })
  function print(lines: readonly string[]): void {
    screen.print(lines)
    listener.told(lines)
  }
  function tell(reply: Reply): void {
    print(reply.lines)
    screen.prompt(reply.prompt)
    listener.standsAt(session.node)
    if (reply.done) listener.ended()
  }
  tell(session.greet())
  const stop = keepUp(screen, place, async () => {
    const reply = await session.check()
    if (reply !== null) tell(reply)
  })
  return {
    show() {
      screen.fit()
      screen.focus()
    },
    destroy() {
      stop()
      screen.destroy()
    },
  }
}

/** Request ids begin with it: unique per opened terminal, so that no two ever share an id. */
const freshTag = (id: string): string =>
  `${id}-${Math.floor(performance.timeOrigin + performance.now()).toString(36)}`

const broken = (node: NodeId, error: unknown): Reply => ({
  lines: [`this terminal failed: ${String(error)}`],
  prompt: `${node}> `,
  done: false,
})

function connectTo(node: NodeId): Atm | null {
  const port = usePresent.getState().view.nodes[node]?.httpPort
  if (port === undefined) return null
  return new Atm({ base: `http://${location.hostname}:${port}`, retryFor: TERMINAL_RETRY_MS })
}

const runningAtms = (): NodeId[] =>
  Object.values(usePresent.getState().view.nodes)
    .filter((node) => node.role === 'atm' && isUp(node))
    .map((node) => node.id)

/** Follows the size of its place, the theme, and what happens to the ATMs' processes. */
function keepUp(screen: Screen, place: HTMLElement, check: () => Promise<void>): () => void {
  const sizes = new ResizeObserver(() => screen.fit())
  sizes.observe(place)
  const themes = new MutationObserver(() => screen.restyle(styleNow()))
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const forget = usePresent.subscribe((now, before) => {
    if (now.view.nodes === before.view.nodes) return
    const changed = Object.values(now.view.nodes).some(
      (node) => node.role === 'atm' && before.view.nodes[node.id]?.state !== node.state,
    )
    if (changed) void check()
  })
  return () => {
    sizes.disconnect()
    themes.disconnect()
    forget()
  }
}

/** The smallest text of the page, as a share of its root size. */
const SMALL_TEXT = 0.875

function styleNow(): ScreenStyle {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    fontSize: Number.parseFloat(style.fontSize) * SMALL_TEXT,
    fontFamily: token('--mono'),
    background: token('--paper'),
    foreground: token('--ink'),
    selection: token('--hover'),
  }
}
