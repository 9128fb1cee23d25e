// Customers at ATMs, in the browser: the same commands and the same answers as the shell's terminal, sent
// straight to the ATM's own port. At most four, since each keeps its own lines and its own requests.

import { Suspense, lazy, useCallback, useRef, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { isUp } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { useCluster, usePresent } from '../store/cluster.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Empty } from '../ui/Section.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { inOrder } from './node-order.ts'
import './terminals.css'

const TerminalView = lazy(async () => import('./TerminalView.tsx'))

export const MAX_TERMINALS = 4

interface OpenTerminal {
  readonly id: string
  readonly atm: NodeId
}

const atmsOf = (view: ClusterView): NodeId[] =>
  inOrder(
    Object.values(view.nodes)
      .filter((node) => node.role === 'atm')
      .map((node) => node.id),
  )

export function Terminals({ shown }: { shown: boolean }) {
  const atms = usePresent(useShallow((state) => atmsOf(state.view)))
  const isRecording = useCluster((state) => state.shows === 'recording')
  const [open, setOpen] = useState<readonly OpenTerminal[]>([])
  const panel = useRef<HTMLDivElement>(null)
  const [picked, setSelected] = useState('')
  const selected = open.some((one) => one.id === picked) ? picked : (open.at(-1)?.id ?? '')
  const add = (atm: NodeId): void => {
    const id = freeId(open)
    setOpen([...open, { id, atm }])
    setSelected(id)
    // While xterm still loads, keys typed already are meant for the terminal, not for the page.
    panel.current?.focus()
  }
  const close = useCallback(
    (id: string): void => setOpen((before) => before.filter((one) => one.id !== id)),
    [],
  )
  const moved = useCallback(
    (id: string, atm: NodeId): void =>
      setOpen((before) => before.map((one) => (one.id === id && one.atm !== atm ? { id, atm } : one))),
    [],
  )
  const full = open.length >= MAX_TERMINALS ? `at most ${MAX_TERMINALS} terminals in one browser` : null
  return (
    <>
      {isRecording && shown && (
        <Notice tone="plain">
          A recording takes no requests. Terminals talk to the ATMs as they are now; LIVE leads back to them.
        </Notice>
      )}
      <div className="terminals" hidden={isRecording}>
        <div className="terminals-head">
          <OpenButtons atms={atms} blocked={full} onOpen={add} />
        </div>
        {open.length > 0 && (
          <div className="terminal-tabs">
            <Tabs
              label="Open terminals"
              controls="terminal-panel"
              tabs={open.map(({ id, atm }) => ({ id, label: `${id} at ${atm}` }))}
              selected={selected}
              onSelect={setSelected}
            />
            <IconButton icon="close" label="Close this terminal" onPress={() => close(selected)} />
          </div>
        )}
        <div
          id="terminal-panel"
          className="terminal-panel"
          role={open.length > 0 ? 'tabpanel' : undefined}
          tabIndex={-1}
          data-keys="off"
          ref={panel}
        >
          {open.length === 0 && (
            <Empty>A terminal is a customer at one ATM: create accounts, deposit, withdraw, transfer.</Empty>
          )}
          <Suspense fallback={<p className="quiet">Opening a terminal</p>}>
            {open.map(({ id, atm }) => (
              <TerminalView
                key={id}
                id={id}
                startsAt={atm}
                shown={shown && id === selected}
                onMove={moved}
                onEnd={close}
              />
            ))}
          </Suspense>
        </div>
      </div>
    </>
  )
}

/** Ids are used again: a closed terminal's open requests are found by the next one in its place. */
function freeId(open: readonly OpenTerminal[]): string {
  const ids = Array.from({ length: MAX_TERMINALS }, (_, index) => `t${index + 1}`)
  return ids.find((id) => !open.some((one) => one.id === id)) ?? 't1'
}

interface OpenButtonsProps {
  readonly atms: readonly NodeId[]
  readonly blocked: string | null
  readonly onOpen: (atm: NodeId) => void
}

function OpenButtons({ atms, blocked, onOpen }: OpenButtonsProps) {
  const running = usePresent(useShallow((state) => atms.filter((atm) => isUp(state.view.nodes[atm]))))
  return (
    <div className="button-row" role="group" aria-label="Open a terminal">
      {atms.map((atm) => (
        <Button
          key={atm}
          icon="plus"
          hint={`Stand at ${atm}`}
          blocked={blocked ?? (running.includes(atm) ? null : `${atm} does not run`)}
          onPress={() => onOpen(atm)}
        >
          {atm}
        </Button>
      ))}
    </div>
  )
}
