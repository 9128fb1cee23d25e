import { describe, expect, it } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { TraceEvent, TraceEventOf } from '../../shared/trace.ts'
import { GROUP_NAME } from './actor.ts'
import { FLIGHT_MS, readingMs } from './pace.ts'
import { play } from './play.ts'
import { Stage } from './stage.ts'
import { lessonTape } from './tape.ts'
import type { Transcript } from './transcript.ts'
import { transcripts } from './transcripts.fixture.ts'

const named = (name: string): Transcript => {
  const found = transcripts.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

interface Recorded {
  readonly began: ClusterView
  readonly events: readonly TraceEvent[]
  readonly ended: ClusterView
}

function record(transcript: Transcript): Recorded {
  const tape = lessonTape(transcript)
  if (!tape.ok) throw new Error(tape.error)
  const [first = '', ...rest] = tape.value.trim().split('\n')
  const keyframe: { view: ClusterView } = JSON.parse(first)
  const events = rest.map((line): TraceEvent => JSON.parse(line))
  return { began: keyframe.view, events, ended: foldAll(keyframe.view, events) }
}

const isLesson = (event: TraceEvent): event is TraceEventOf<'lesson'> => event.kind === 'lesson'
const isRpc = (event: TraceEvent): event is TraceEventOf<'rpc'> => event.kind === 'rpc'

/** As the cores themselves are when the transcript is over; null: it is not running. */
function coresOf({ blocks }: Transcript): ReadonlyMap<string, object | null> {
  const stage = new Stage()
  for (const line of blocks.flatMap(({ commands }) => commands)) stage.run(line)
  const { cluster } = stage
  return new Map(
    cluster.ids.map((id) => {
      const { role, term, leader, firstIndex, lastIndex, commit, applied, durableIndex, snapIndex } =
        cluster.view(id)
      const terms = cluster
        .at(id)
        .entries()
        .map((entry) => entry.term)
      const facts = { role, term, leader: leader === 0 ? null : `n${leader}`, terms, firstIndex, lastIndex }
      return [`n${id}`, cluster.isDown(id) ? null : { ...facts, commit, applied, durableIndex, snapIndex }]
    }),
  )
}

/** The same, as the recording leaves it. */
function drawn({ nodes, groups }: ClusterView): ReadonlyMap<string, object | null> {
  return new Map(
    Object.values(groups[GROUP_NAME]?.replicas ?? {}).map((replica) => {
      const { role, term, leader, firstIndex, lastIndex, durableIndex, snapIndex } = replica
      const terms = replica.cells.map((cell) => cell.term)
      const facts = { role, term, leader, terms, firstIndex, lastIndex, durableIndex, snapIndex }
      const { commitIndex: commit, appliedIndex: applied } = replica
      return [replica.node, nodes[replica.node]?.state === 'running' ? { ...facts, commit, applied } : null]
    }),
  )
}

describe('the recording of a transcript', () => {
  it.each(transcripts)('$name ends as its cores end', (transcript) => {
    const { ended } = record(transcript)
    const shown = drawn(ended)
    const cores = coresOf(transcript)
    const removed = [...cores.keys()].filter((node) => !shown.has(node))
    for (const [node, facts] of shown) expect([node, facts]).toEqual([node, cores.get(node)])
    // Who was removed for good is no longer drawn.
    for (const node of removed)
      expect(
        Object.values(ended.groups[GROUP_NAME]?.replicas ?? {}).some(({ conf }) =>
          conf.voters.includes(node),
        ),
      ).toBe(false)
  })

  it.each(transcripts)(
    '$name says the words of each block, and stands long enough to read them',
    (transcript) => {
      const { events } = record(transcript)
      const told = events.filter(isLesson)
      const steps = transcript.blocks.length
      expect(
        told.map(({ step, steps: all, name, words, commands, outcome }) => ({
          step,
          all,
          name,
          words,
          commands,
          outcome,
        })),
      ).toEqual(
        transcript.blocks.map((block, at) => ({ step: at + 1, all: steps, name: transcript.name, ...block })),
      )
      expect(events[0]).toMatchObject({ kind: 'lesson', step: 1 })
      for (const [at, { words, wallAt }] of told.entries()) {
        const next = told[at + 1]
        if (next !== undefined) expect(next.wallAt - wallAt).toBeGreaterThanOrEqual(readingMs(words))
      }
    },
  )

  it.each(transcripts)('$name numbers its events in the order of their times', (transcript) => {
    const { began, events } = record(transcript)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => began.seq + at + 1))
    expect(events.map(({ wallAt }) => wallAt)).toEqual(
      events.map(({ wallAt }) => wallAt).toSorted((a, b) => a - b),
    )
  })

  it('begins with its cluster standing there', () => {
    const { began } = record(named('figure-8'))
    expect(Object.keys(began.nodes)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5'])
    expect(began.groups[GROUP_NAME]?.replicas['n5']).toMatchObject({
      term: 3,
      cells: [{ term: 1 }, { term: 3 }],
    })
    expect(began.lesson).toBeNull()
    expect(Object.values(began.links).every(({ state }) => state === 'up')).toBe(true)
  })

  it('of a table has nothing but its blocks, with the pictures', () => {
    const { began, events } = record(named('majority-table'))
    expect(began.nodes).toEqual({})
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['lesson']))
    expect(events.filter(isLesson)[0]?.outcome).toContain('  n1 #####')
  })
})

describe('a message', () => {
  it('that is delivered flies so long that eyes can follow', () => {
    for (const transcript of transcripts)
      for (const { receivedAt, sentAt, wallAt } of record(transcript).events.filter(isRpc)) {
        if (receivedAt === null) continue
        expect(receivedAt - sentAt).toBeGreaterThanOrEqual(FLIGHT_MS)
        expect(receivedAt).toBe(wallAt)
      }
  })

  it('waits at its sender until somebody delivers it, and until then is drawn there', () => {
    const { events, ended } = record(named('lagging-commit'))
    const waiting = Object.values(ended.links).flatMap(({ held }) => held.map(({ type }) => type))
    // What the command `wire` of its last block prints.
    expect(waiting.toSorted()).toEqual(['appResp', 'appResp', 'beat', 'beatResp'])
    const freed = events.flatMap((event) => (event.kind === 'freed' ? (event.frames ?? []) : []))
    expect(freed.length).toBeGreaterThan(0)
    for (const id of freed)
      expect(
        events
          .filter(isRpc)
          .filter((rpc) => rpc.id === id)
          .map(({ held }) => held),
      ).toEqual(['hold', undefined])
  })

  it('that is lost says why: the way is cut, nobody is there, or it was taken off the wire', () => {
    const why = (name: string) =>
      new Set(
        record(named(name))
          .events.filter(isRpc)
          .map(({ dropped }) => dropped),
      )
    expect(why('figure-8')).toContain('cut')
    expect(why('figure-8')).toContain('byHand')
    expect(why('learner-must-vote')).toContain('noConnection')
  })
})

describe('a snapshot', () => {
  it('is drawn from the files of the leader to the log of the follower', () => {
    const { events } = record(named('slow-follower-after-compaction'))
    const told = events.flatMap((event) => (event.kind === 'snapshot' ? [`${event.node} ${event.what}`] : []))
    expect(told).toEqual([
      'n1 taken',
      'n1 compacted',
      'n1 offered',
      'n3 installing',
      'n3 installing',
      'n3 installed',
    ])
  })

  it('that changes nothing leaves no trace at a follower that has gone on (B52)', () => {
    const { ended } = record(named('snapshot-behind'))
    expect(ended.groups[GROUP_NAME]?.replicas['n3']).toMatchObject({ installing: null, snapIndex: 2 })
  })
})

/** What a short transcript shows, whatever it prints. */
function shown(...commands: readonly string[]): Recorded {
  const block = { words: 'Words.', commands }
  const made = { name: 'made', topic: 'snapshots', place: 1, title: 'Made', sentence: 'Words.' } as const
  const played = play({ ...made, blocks: [{ ...block, outcome: [] }] })
  if (!played.ok) throw new Error(played.error)
  const [outcome = []] = played.value
  return record({ ...made, blocks: [{ ...block, outcome }] })
}

describe('what goes wrong', () => {
  const BEHIND = [
    'cluster 3 marginEntries=0',
    'elect n1',
    'cut n1 n3',
    'propose n1 "a"',
    'stabilize',
    'snapshot n1',
    'compact n1',
    'persist n1',
    'heal',
    'tick n1 2',
    'deliver n1>n3 hb',
    'deliver n3>n1 hbResp',
    'deliver n1>n3 app',
    'deliver n3>n1 appResp',
    'deliver n1>n3 snap',
  ]
  const third = ({ ended }: Recorded) => ended.groups[GROUP_NAME]?.replicas['n3']

  it('a snapshot whose files never arrive is no longer drawn as one that comes', () => {
    expect(third(shown(...BEHIND))).toMatchObject({ installing: { done: 0, total: 2 }, snapIndex: 0 })
    expect(third(shown(...BEHIND, 'stream fails'))).toMatchObject({
      installing: null,
      snapIndex: 0,
      lastIndex: 1,
    })
  })

  it('files of a snapshot that no record names yet are forgotten with the life that made them', () => {
    const { ended } = shown(...BEHIND.slice(0, 7), 'crash n1', 'restart n1')
    expect(ended.groups[GROUP_NAME]?.replicas['n1']).toMatchObject({
      snapIndex: 0,
      firstIndex: 1,
      lastIndex: 2,
    })
    expect(ended.nodes['n1']).toMatchObject({ state: 'running', starts: 2 })
  })

  it('a way that is cut is drawn so until it is healed, and one to a process that has ended is gone', () => {
    const states = (...commands: readonly string[]) => {
      const { links } = shown('cluster 3', ...commands).ended
      return ['n1>n2', 'n2>n1', 'n1>n3'].map((way) => links[way]?.state)
    }
    expect(states('cut n1>n2')).toEqual(['cut', 'up', 'up'])
    expect(states('cut n1 n2', 'crash n3')).toEqual(['cut', 'cut', 'gone'])
    expect(states('cut n1 n2', 'crash n3', 'restart n3', 'heal')).toEqual(['up', 'up', 'up'])
  })
})

describe('a transcript that prints something else than what is written', () => {
  it('makes no recording, and says where', () => {
    const { blocks, ...rest } = named('late-token')
    const [first, ...others] = blocks
    if (first === undefined) throw new Error('no block')
    const changed = { ...rest, blocks: [{ ...first, outcome: ['n1 follower'] }, ...others] }
    expect(lessonTape(changed)).toEqual({
      ok: false,
      error: expect.stringMatching(
        /^late-token, block 1: it prints "n1 leader .*" where "n1 follower" is written$/,
      ),
    })
    const longer = { ...rest, blocks: [{ ...first, outcome: [...first.outcome, 'more'] }, ...others] }
    expect(lessonTape(longer)).toMatchObject({
      error: expect.stringMatching(/prints "nothing more" where "more"/),
    })
  })
})
