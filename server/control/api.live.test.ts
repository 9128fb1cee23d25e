import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import type { Batch, ServerToViewer, Snapshot, ViewerToServer } from '../../shared/protocol/control.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import { ask, eventsOf } from './fake-cluster.ts'
import { fakeForAll } from './fake-for-all.fixture.ts'

const control = fakeForAll()
const at = (path: string): string => `${control.url}/api${path}`

describe('bad requests', () => {
  it.each([
    [{ kind: 'explode' }, 400, /^kind must be one of kill, stop, .*, it is "explode"$/],
    [{ kind: 'kill' }, 400, /^node: .*it is missing$/],
    [{ kind: 'kill', node: 'atm-1', now: true }, 400, /no field now: unknown fields are refused/],
    [{ kind: 'kill', node: '../x' }, 400, /^node: /],
    [{ kind: 'kill', node: 'atm-9' }, 404, /^there is no node atm-9: there are manager-1, /],
    [{ kind: 'cut', from: 'atm-1', to: 'broker-1' }, 404, /^there is no link between atm-1 and broker-1/],
    [{ kind: 'cut', from: 'atm-1', to: 'atm-1' }, 400, /a link has two ends/],
    [{ kind: 'link', from: 'atm-1', to: 'atm-2', lossRate: 2 }, 400, /^lossRate: .*it is 2$/],
    [{ kind: 'mend', from: 'atm-1', to: 'atm-2' }, 409, /there is nothing to mend/],
    [{ kind: 'thaw', node: 'atm-1' }, 409, /^atm-1 is not frozen$/],
    [{ kind: 'start', node: 'atm-1' }, 409, /^atm-1 runs already/],
    [{ kind: 'partition', islands: [['atm-1'], ['atm-1']] }, 400, /names atm-1 twice/],
    [{ kind: 'timeout', nodes: ['atm-1'], group: 'nobody' }, 404, /^there is no group nobody/],
    [{ kind: 'timeout', nodes: ['broker-1'], group: 'atm' }, 404, /^broker-1 has no replica of atm/],
    [{ kind: 'transfer', group: 'nobody', to: 'atm-2' }, 404, /^there is no group nobody/],
    [{ kind: 'transfer', group: 'atm', to: 'broker-1' }, 404, /^broker-1 has no replica of atm/],
    [{ kind: 'transfer', group: 'atm', to: 'atm-1' }, 409, /^atm-1 leads atm already$/],
    [{ kind: 'powercut', node: 'atm-9' }, 404, /^there is no node atm-9/],
    [{ kind: 'busy', node: 'atm-1', ms: 0 }, 400, /^ms: .*it is 0$/],
    [{ kind: 'disk', node: 'atm-1', mode: 'odd' }, 400, /^mode: /],
    [{ kind: 'disk', node: 'atm-1', mode: 'none' }, 409, /works: there is nothing to undo/],
    [{ kind: 'corrupt', node: 'atm-1', file: 'node.json' }, 409, /^atm-1 is running: stop it first/],
    [{ kind: 'corrupt', node: 'atm-1', file: '../run.json' }, 400, /^file: /],
    [{ kind: 'hold', from: 'atm-1' }, 400, /hold takes either from and to, or frame/],
    [{ kind: 'hold', from: 'atm-1', to: 'broker-1' }, 404, /^there is no link between/],
    [{ kind: 'release', from: 'atm-1', to: 'atm-2' }, 409, /^nothing is held on the link/],
    [{ kind: 'release', frame: 'atm-1>atm-2#1' }, 404, /^no frame atm-1>atm-2#1 waits/],
    [{ kind: 'drop', frame: 'atm-1>nobody#1' }, 404, /^there is no node nobody/],
    [{ kind: 'duplicate', frame: 'atm-1' }, 400, /^frame: /],
    ['{"kind":', 400, /not valid JSON/],
    ['"kill"', 400, /must be a JSON object/],
    [`"${'x'.repeat(1_100_000)}"`, 413, /larger than 1 MiB/],
  ])('get a sentence: %j', async (body, status, sentence) => {
    const before = (await eventsOf(control.url)).filter(({ kind }) => kind === 'fault').length
    const answer = await ask(at('/faults'), 'POST', body)
    expect(answer).toMatchObject({ status, body: { ok: false, message: expect.stringMatching(sentence) } })
    expect((await eventsOf(control.url)).filter(({ kind }) => kind === 'fault')).toHaveLength(before)
  })

  it('for a step of a clock that runs are refused', async () => {
    expect(await ask(at('/clock/step'), 'POST', {})).toMatchObject({ status: 409, body: { code: 'not-now' } })
    expect(await ask(at('/clock/step'), 'POST')).toMatchObject({ status: 409 })
  })

  it('for more than a step are refused: it takes no fields', async () => {
    const { status, body } = await ask(at('/clock/step'), 'POST', { frames: 2 })
    expect([status, body['message']]).toEqual([400, 'a step has no field frames: unknown fields are refused'])
  })

  it('to the clock name what it takes', async () => {
    for (const body of [{ rate: 2 }, { rate: 1, profile: 'live' }, { profile: 'fast' }, {}])
      expect(await ask(at('/clock'), 'PUT', body)).toMatchObject({
        status: 400,
        body: { code: 'bad-request' },
      })
  })

  it('to places that do not exist name those that do', async () => {
    expect(await ask(at('/nothing'), 'POST', {})).toMatchObject({
      status: 404,
      body: { code: 'no-such-endpoint', message: expect.stringContaining('POST /api/faults') },
    })
    expect((await ask(`${control.url}/nowhere`)).status).toBe(404)
  })

  it('under a foreign name or from a foreign page are refused', async () => {
    const origin = { origin: 'http://evil.example' }
    const refused = await fetch(at('/health'), { headers: origin })
    expect(refused.status).toBe(403)
    expect(await statusUnderName('evil.example')).toBe(403)
  })
})

/** fetch does not let a test choose the Host header. */
async function statusUnderName(host: string): Promise<number | undefined> {
  const asked = request(at('/health'), { headers: { host } }).end()
  const [response]: { statusCode?: number; resume(): void }[] = await once(asked, 'response')
  response?.resume()
  return response?.statusCode
}

describe('the event list', () => {
  it('has every number once and in order', async () => {
    const events = await eventsOf(control.url)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    const page = await ask(at('/events?after=2&limit=3'))
    expect(page.body).toMatchObject({ next: 5, oldest: 1, events: [{ seq: 3 }, { seq: 4 }, { seq: 5 }] })
    expect((await ask(at('/events?limit=0'))).status).toBe(400)
    expect((await ask(at('/events?after=x'))).status).toBe(400)
  })

  it('can be downloaded as lines', async () => {
    const response = await fetch(at('/trace'))
    const lines = (await response.text()).trimEnd().split('\n')
    const parsed: { kind: string; seq: number }[] = lines.map((line) => JSON.parse(line))
    expect(parsed[0]).toMatchObject({ kind: 'keyframe' })
    expect(parsed.some(({ kind }) => kind === 'process')).toBe(true)
  })
})

describe('a viewer', () => {
  it('gets a snapshot, then batches that go on where it ends and fold to the same view', async () => {
    const socket: Socket<ServerToViewer, ViewerToServer> = io(control.url, { transports: ['websocket'] })
    const seen: Batch[] = []
    const changed = new Promise<void>((resolve) => {
      socket.on('batch', (batch, acknowledge) => {
        seen.push(batch)
        acknowledge()
        if (batch.events.some(({ kind }) => kind === 'clock')) resolve()
      })
    })
    const snapshot = await new Promise<Snapshot>((resolve) => void socket.on('snapshot', resolve))
    await ask(at('/clock'), 'PUT', { profile: 'classroom' })
    await changed
    socket.close()
    expect(snapshot).toMatchObject({ rights: 'drive', version: '0.0.0' })
    expect(snapshot.story.some(({ kind }) => kind === 'process')).toBe(true)
    const spans = seen.map(({ from, to }) => [from, to])
    expect(spans[0]?.[0]).toBe(snapshot.view.seq + 1)
    for (const [index, [from]] of spans.entries())
      if (index > 0) expect(from).toBe((spans[index - 1]?.[1] ?? 0) + 1)
    const folded = foldAll(
      snapshot.view,
      seen.flatMap(({ events }) => events),
    )
    expect(folded.clock.rate).toBe(0.1)
    expect(Object.keys(folded.nodes)).toHaveLength(7)
  })
})
