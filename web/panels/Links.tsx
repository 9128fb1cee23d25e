// One row per half-arrow, because two nodes are joined by two one-way connections: state, traffic, what a
// rule does to it, and a switch that cuts this way only.

import { memo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import { linkIsLit } from '../scene/lit.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Empty } from '../ui/Section.tsx'
import { Switch } from '../ui/Switch.tsx'
import type { Perform } from '../ui/use-deed.ts'
import { useDeed } from '../ui/use-deed.ts'
import { cutOrMend } from './link-deeds.ts'
import { linksInOrder } from './node-order.ts'
import { bytes } from './quantities.ts'
import { linkWords } from './replica-words.ts'
import { ruleWords } from './rule-words.ts'
import { whyNotDrive } from '../store/rights.ts'
import './links.css'

export function Links() {
  const keys = useCluster(useShallow((state) => linksInOrder(Object.keys(state.view.links))))
  const node = useFocus((state) => (state.focus?.kind === 'node' ? state.focus.node : null))
  const [onlyFocus, setOnlyFocus] = useState(false)
  const { deed, perform } = useDeed()
  if (keys.length === 0) return <Empty>No process has connected to another one yet.</Empty>
  const narrowed = onlyFocus && node !== null
  const shown = keys.filter((key) => !narrowed || key.split('>').includes(node))
  return (
    <div className="links">
      <div className="links-head">
        <Button
          pressed={narrowed}
          blocked={node === null ? 'select a node first' : null}
          onPress={() => setOnlyFocus(!onlyFocus)}
        >
          {node === null ? 'Only one node' : `Only ${node}`}
        </Button>
        <DeedLine deed={deed} />
      </div>
      <table
        className="table links-table"
        aria-label="Links, one row per direction"
        data-testid={testIds.linksTable}
      >
        <thead>
          <tr>
            <th scope="col">From → to</th>
            <th scope="col">State</th>
            <th scope="col" data-align="end">
              Frames/s
            </th>
            <th scope="col" data-align="end">
              Bytes/s
            </th>
            <th scope="col" data-align="end">
              Open
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((key) => (
            <LinkRow key={key} id={key} perform={perform} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const LinkRow = memo(function LinkRow({ id, perform }: { id: string; perform: Perform }) {
  const link = useCluster((state) => state.view.links[id])
  const forbidden = useCluster(whyNotDrive)
  const focused = useFocus(
    (state) => state.focus?.kind === 'link' && `${state.focus.from}>${state.focus.to}` === id,
  )
  const light = useSpotlight()
  const dimmed = useCluster(({ view }) => link !== undefined && !linkIsLit(view, light, link.from, link.to))
  if (link === undefined) return null
  const { from, to, rule } = link
  const words = ruleWords(rule)
  // The last count of a link whose peer has gone says nothing about now.
  const isGone = link.state === 'gone'
  const set = (open: boolean): void => {
    const { fault, doing, done } = cutOrMend({ from, to, oneWay: true }, open)
    perform(doing, done, () => inject(fault))
  }
  return (
    <tr
      data-from={from}
      data-to={to}
      data-link={link.state}
      data-focus={focused ? 'true' : undefined}
      data-dimmed={dimmed}
    >
      <th scope="row">
        <button type="button" className="text-button" onClick={() => useFocus.getState().focusLink(from, to)}>
          {from} → {to}
        </button>
        {words !== null && <span className="rule-words">{words}</span>}
      </th>
      <td>
        <span className="link-state" data-link={link.state}>
          {linkWords(link.state)}
        </span>
      </td>
      <td data-align="end">{isGone ? '–' : Math.round(link.framesPerSecond)}</td>
      <td data-align="end">{isGone ? '–' : bytes(link.bytesPerSecond)}</td>
      <td data-align="end">
        <Switch
          label={`${from} to ${to} is open`}
          labelHidden
          on={!rule.cut}
          onChange={set}
          blocked={forbidden}
          testId={testIds.linkSwitch}
          data={{ 'data-from': from, 'data-to': to }}
        />
      </td>
    </tr>
  )
})
