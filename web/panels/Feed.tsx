// What happened, one plain sentence per event, newest first. What a person did stands out with the name.
// A click puts the thing the sentence is about in focus.

import { memo, useMemo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import { sentence } from '../scene/sentence.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { useStory } from '../store/story.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Empty } from '../ui/Section.tsx'
import type { FeedFilter, FeedRow } from './feed-rows.ts'
import { NO_FILTER, authorOf, feedRows, groupOf, isByPerson, nodesOf } from './feed-rows.ts'
import { inOrder } from './node-order.ts'
import { moment } from './quantities.ts'
import './feed.css'

export function Feed() {
  const [filter, setFilter] = useState<FeedFilter>(NO_FILTER)
  const story = useStory((state) => state.events)
  const repeats = useStory((state) => state.repeats)
  const { rows, more } = useMemo(() => feedRows(story, filter, repeats), [story, filter, repeats])
  const filtered = filter !== NO_FILTER
  return (
    <div className="feed" data-testid={testIds.feed}>
      <Filters filter={filter} onChange={setFilter} />
      {rows.length === 0 ? (
        <Empty action={filtered && <Button onPress={() => setFilter(NO_FILTER)}>Show everything</Button>}>
          {filtered
            ? 'Nothing like that has happened yet.'
            : 'Nothing has happened yet. Kill a leader and watch.'}
        </Empty>
      ) : (
        <ol className="feed-rows">
          {rows.map((row) => (
            <Row key={row.id} event={row.event} times={row.times} />
          ))}
        </ol>
      )}
      {more && <p className="feed-more quiet">Older rows are not shown; filter to find them.</p>}
    </div>
  )
}

const nodeIds = (state: Parameters<Parameters<typeof useCluster>[0]>[0]): string[] =>
  inOrder(Object.keys(state.view.nodes))
const groupNames = (state: Parameters<Parameters<typeof useCluster>[0]>[0]): string[] =>
  Object.keys(state.view.groups)

function Filters({ filter, onChange }: { filter: FeedFilter; onChange: (filter: FeedFilter) => void }) {
  const nodes = useCluster(useShallow(nodeIds))
  const groups = useCluster(useShallow(groupNames))
  const change = (part: Partial<FeedFilter>): void => {
    const next = { ...filter, ...part }
    onChange(next.node === null && next.group === null && !next.peopleOnly ? NO_FILTER : next)
  }
  return (
    <div className="feed-filters" role="group" aria-label="Filter">
      <Pick all="All nodes" values={nodes} value={filter.node} onPick={(node) => change({ node })} />
      <Pick all="All groups" values={groups} value={filter.group} onPick={(group) => change({ group })} />
      <Button
        icon="person"
        pressed={filter.peopleOnly}
        hint="Only what people did"
        onPress={() => change({ peopleOnly: !filter.peopleOnly })}
      >
        Only people
      </Button>
    </div>
  )
}

interface PickProps {
  readonly all: string
  readonly values: readonly string[]
  readonly value: string | null
  readonly onPick: (value: string | null) => void
}

function Pick({ all, values, value, onPick }: PickProps) {
  return (
    <select
      className="select"
      aria-label={all}
      value={value ?? ''}
      onChange={(event) => onPick(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{all}</option>
      {values.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  )
}

const Row = memo(function Row({ event, times }: Omit<FeedRow, 'id'>) {
  const author = authorOf(event)
  const group = groupOf(event)
  const [node] = nodesOf(event)
  const onClick = (): void => {
    if (node !== undefined) useFocus.getState().focusNode(node)
    else if (group !== null) useFocus.getState().focusGroup(group)
  }
  return (
    <li
      data-testid={testIds.event}
      data-event={event.kind}
      data-seq={event.seq}
      data-node={node}
      data-group={group ?? undefined}
      data-person={isByPerson(event) ? 'true' : undefined}
    >
      <button type="button" className="feed-row" onClick={onClick}>
        <time>{moment(event.at)}</time>
        <span className="feed-text">
          {author !== null && (
            <span className="feed-author">
              <Icon name="person" />
              {author}
            </span>
          )}
          {sentence(event)}
          {times > 1 && <span className="count feed-times">{times} times</span>}
        </span>
      </button>
    </li>
  )
})
