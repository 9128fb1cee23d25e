// An operator brings a node back, and whatever is at work dies in between: the control server at each of its pauses,
// the node itself, its files a second time.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../shared/trace.ts'
import { asideFolder } from './rejoin-files.ts'
import { FIRST_FREE, NODE, World, openedAt, serverOf } from './rejoin-world.fixture.ts'
import { ownWindow } from './window.fixture.ts'
import { writeWindow } from './windows.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'raftroom-rejoin-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const stepOf = () =>
  openedAt(data)
    .history()
    .rejoins.map(({ replica, step }) => [replica, step])

describe('a node that lost its files', () => {
  it('B17: votes again under an id that was given out for it, its old files aside', async () => {
    mkdirSync(join(data, NODE))
    const world = new World(data)
    const { desk, hub } = serverOf(world)
    const answer = await desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: true, value: { node: NODE, seq: hub.seq } })
    expect([...world.voters]).toEqual([
      [4, 'atm-1'],
      [6, 'atm-3'],
      [FIRST_FREE, NODE],
    ])
    expect(stepOf()).toEqual([[FIRST_FREE, 'done']])
    expect(existsSync(join(data, asideFolder(NODE, FIRST_FREE)))).toBe(true)
  })

  it.each(Array.from({ length: 14 }, (_, at) => at + 1))(
    'B62: the server dies at step %i: asked again it goes on, with the id that was written down',
    async (step) => {
      mkdirSync(join(data, NODE))
      const world = new World(data)
      await serverOf(world, step).desk.rejoin(NODE, 'the test')
      const noted = openedAt(data).history().rejoins[0]?.replica
      const answer = await serverOf(world).desk.rejoin(NODE, 'the test')
      const isDone = world.voters.has(noted ?? 0) && stepOf()[0]?.[1] === 'done'
      // Who is back runs: to ask for it once more is refused.
      expect(answer.ok || answer.error.code === 'not-now').toBe(true)
      expect(isDone).toBe(true)
      expect([...world.voters.keys()].filter((replica) => replica > 6)).toEqual([noted])
      for (const [voters, elsewhere] of world.seen) expect(elsewhere).toBeGreaterThan((voters - 1) / 2)
    },
  )

  it.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    'B17: its new files are lost as well at step %i: it gets a third id, and the second never votes again',
    async (step) => {
      const world = new World(data)
      await serverOf(world, step).desk.rejoin(NODE, 'the test')
      rmSync(join(data, NODE), { recursive: true, force: true })
      const inService = stepOf().flatMap(([replica, step]) =>
        step === 'born' || step === 'done' ? [replica] : [],
      )
      Object.assign(world.entry, { state: 'failed' })
      expect(await serverOf(world).desk.rejoin(NODE, 'the test')).toMatchObject({ ok: true })
      const own = [...world.voters].filter(([, node]) => node === NODE).map(([replica]) => replica)
      expect(own).toEqual([world.held])
      for (const lost of inService) expect(own).not.toContain(lost)
      expect([...world.learners]).toEqual([])
      for (const [voters, elsewhere] of world.seen) expect(elsewhere).toBeGreaterThan((voters - 1) / 2)
    },
  )

  it('B60, B62: a promotion that is rolled back with its leader is ordered again before that is called done', async () => {
    const world = new World(data)
    world.rollsBack = true
    expect(await serverOf(world).desk.rejoin(NODE, 'the test')).toMatchObject({ ok: true })
    expect([...world.voters.keys()]).toEqual([4, 6, FIRST_FREE])
    expect(world.orders).toEqual(['add', 'remove', 'promote', 'promote', 'promote'])
  })

  it('goes on by itself with the next start once the new replica is born', async () => {
    const world = new World(data)
    const first = serverOf(world)
    await first.desk.rejoin(NODE, 'the test')
    first.folder.remember({
      rejoins: first.folder.history().rejoins.map((one) => ({ ...one, step: 'born' })),
    })
    serverOf(world).desk.resume()
    await expect.poll(stepOf).toEqual([[FIRST_FREE, 'done']])
  })

  it('goes on so however long its group has no leader, since nobody would ask again', async () => {
    const world = new World(data)
    world.hasLeader = false
    openedAt(data).remember({ rejoins: [{ node: NODE, replica: FIRST_FREE, members: [], step: 'born' }] })
    Object.assign(world, { held: FIRST_FREE, nextReplica: FIRST_FREE + 1 })
    world.entry.state = 'running'
    let pauses = 0
    const { desk } = serverOf(world, Infinity, 5_000, () => {
      pauses += 1
      if (pauses > 1_000) world.hasLeader = true
    })
    desk.resume()
    await expect.poll(stepOf).toEqual([[FIRST_FREE, 'done']])
  })
})

describe('what is refused, with what to do instead', () => {
  it('nobody takes it back while the others have no leader, and whoever reads the feed hears so', async () => {
    const world = new World(data)
    world.hasLeader = false
    const { desk, hub } = serverOf(world)
    const told: TraceEvent[] = []
    hub.listen((event) => void told.push(event))
    const answer = await desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: false, error: { status: 503, code: 'no-leader' } })
    expect(stepOf()).toEqual([])
    expect(world.entry.state).toBe('failed')
    expect(told.at(-1)).toMatchObject({ node: NODE, op: 'rejoin', outcome: 'refused' })
  })

  it('an election takes ten times as long at a tenth of the speed: so long it is waited for', async () => {
    const world = new World(data)
    world.hasLeader = false
    let pauses = 0
    const { desk, hub } = serverOf(world, Infinity, 5_000, () => {
      pauses += 1
      if (pauses > 300) world.hasLeader = true
    })
    hub.emit({ kind: 'clock', epoch: 2, rate: 0.1, by: 'the test' }, null)
    expect(await desk.rejoin(NODE, 'the test')).toMatchObject({ ok: true })
  })

  it('nobody takes the folder away from an ATM in a window of its own', async () => {
    mkdirSync(join(data, NODE))
    writeWindow(data, ownWindow({ node: NODE }))
    const world = new World(data)
    const answer = await serverOf(world).desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: false, error: { status: 409, code: 'not-now' } })
    expect(answer.ok ? '' : answer.error.message).toMatch(/window of its own .*close it first/)
    expect(existsSync(join(data, NODE))).toBe(true)
    expect(world.nextReplica).toBe(FIRST_FREE)
  })

  it.each([
    ['broker-1', 'not-for-brokers'],
    ['atm-1', 'not-now'],
    ['atm-9', 'no-such-node'],
  ])('%s: %s', async (node, code) => {
    expect(await serverOf(new World(data)).desk.rejoin(node, 'the test')).toMatchObject({
      ok: false,
      error: { code },
    })
  })

  it('a paused group takes nobody back', async () => {
    const { desk, hub } = serverOf(new World(data))
    hub.emit({ kind: 'clock', epoch: 2, rate: 0, by: 'the test' }, null)
    expect(await desk.rejoin(NODE, 'the test')).toMatchObject({ ok: false, error: { code: 'not-now' } })
  })

  it('who waits no longer hears so, and the work goes on', async () => {
    const world = new World(data)
    let open = (): void => {}
    world.gate = new Promise((resolve) => (open = resolve))
    const { desk } = serverOf(world, Infinity, 0)
    const answer = await desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: false, error: { code: 'not-finished' } })
    open()
    await expect.poll(stepOf).toEqual([[FIRST_FREE, 'done']])
  })
})
