// One terminal on the page. Its lines are mirrored as plain text, since a drawn terminal cannot be read
// aloud.

import { useEffect, useRef, useState } from 'react'
import type { NodeId } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { usePresent } from '../store/cluster.ts'
import type { WiredTerminal } from './terminal-wiring.ts'
import { wireTerminal } from './terminal-wiring.ts'

/** Lines mirrored as text: what a reader goes back to. */
const MIRRORED = 200

interface Props {
  readonly id: string
  readonly startsAt: NodeId
  readonly shown: boolean
  readonly onMove: (id: string, atm: NodeId) => void
  readonly onEnd: (id: string) => void
}

interface Line {
  readonly number: number
  readonly text: string
}

const withMore = (before: readonly Line[], texts: readonly string[]): readonly Line[] => {
  const next = (before.at(-1)?.number ?? 0) + 1
  return [...before, ...texts.map((text, index) => ({ number: next + index, text }))].slice(-MIRRORED)
}

const stateOf = (state: NodeState | undefined): 'connecting' | 'ready' | 'gone' => {
  if (state === 'running') return 'ready'
  return state === 'starting' ? 'connecting' : 'gone'
}

export default function TerminalView({ id, startsAt, shown, onMove, onEnd }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const wired = useRef<WiredTerminal | null>(null)
  const [start] = useState({ id, atm: startsAt })
  const [atm, setAtm] = useState(startsAt)
  const [lines, setLines] = useState<readonly Line[]>([])
  const state = usePresent((one) => stateOf(one.view.nodes[atm]?.state))
  useEffect(() => {
    if (place.current === null) return undefined
    const terminal = wireTerminal(place.current, start, {
      told: (texts) => setLines((before) => withMore(before, texts)),
      standsAt: (node) => {
        setAtm(node)
        onMove(start.id, node)
      },
      ended: () => onEnd(start.id),
    })
    wired.current = terminal
    return () => {
      wired.current = null
      terminal.destroy()
    }
  }, [start, onMove, onEnd])
  useEffect(() => {
    if (shown) wired.current?.show()
  }, [shown])
  return (
    <div
      className="terminal"
      hidden={!shown}
      data-testid={testIds.terminal}
      data-atm={atm}
      data-state={state}
    >
      <div className="terminal-screen" data-keys="off" ref={place} />
      <div
        className="visually-hidden"
        role="log"
        aria-label={`Terminal at ${atm}`}
        data-testid={testIds.terminalLog}
      >
        {lines.map((line) => (
          <p key={line.number}>{line.text}</p>
        ))}
      </div>
    </div>
  )
}
