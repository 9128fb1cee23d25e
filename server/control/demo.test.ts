import { describe, expect, it } from 'vitest'
import type { Outside } from './demo.ts'
import { makeDemo } from './demo.ts'

const PLACES = { managers: ['http://m1', 'http://m2'], atms: ['http://a1'], brokers: 4 }

/** Answers by path; remembers what was asked. */
function cluster(answer: (url: string, turn: number) => { status: number; body: object } | null) {
  const asked: string[] = []
  /** Alive at the first questions; later there are enough. */
  const brokers: number[][] = [[], [1]]
  const fetch: Outside['fetch'] = async (url, init) => {
    const path = new URL(url).pathname
    if (path === '/brokers')
      return Response.json({ status: 'success', brokers: brokers.shift() ?? [1, 2, 3] })
    const body: { request_id?: string } = JSON.parse(typeof init.body === 'string' ? init.body : '{}')
    asked.push(`${path} ${body.request_id}`)
    const given = answer(url, asked.filter((one) => one.startsWith(path)).length)
    if (given === null) throw new TypeError('fetch failed')
    return Response.json(given.body, { status: given.status })
  }
  return { asked, outside: { fetch, pause: () => Promise.resolve() } }
}

const SUCCESS = { status: 200, body: { status: 'success' } }

describe('the demo set', () => {
  it('is one topic and three accounts with money, each under a fixed request id', async () => {
    const { asked, outside } = cluster(() => SUCCESS)
    expect(await makeDemo(PLACES, new AbortController().signal, outside)).toBe(true)
    expect(asked.toSorted()).toEqual([
      '/accounts demo-create-alice',
      '/accounts demo-create-bob',
      '/accounts demo-create-carol',
      '/deposit demo-deposit-alice',
      '/deposit demo-deposit-bob',
      '/deposit demo-deposit-carol',
      '/topics demo-topic',
    ])
  })

  it('asks again, elsewhere, until a leader is there, and takes what exists for made', async () => {
    const urls: string[] = []
    const { outside } = cluster((url, turn) => {
      if (!url.endsWith('/topics'))
        return { status: 409, body: { status: 'failure', code: 'account-exists' } }
      urls.push(url)
      if (turn === 1) return null
      return turn === 2 ? { status: 503, body: { status: 'failure', code: 'no-leader' } } : SUCCESS
    })
    expect(await makeDemo({ ...PLACES }, new AbortController().signal, outside)).toBe(true)
    expect(urls).toEqual(['http://m1/topics', 'http://m2/topics', 'http://m1/topics'])
  })

  it('leaves out the topic where fewer than three brokers are, and the accounts without ATMs', async () => {
    const { asked, outside } = cluster(() => SUCCESS)
    expect(await makeDemo({ ...PLACES, brokers: 2, atms: [] }, new AbortController().signal, outside)).toBe(
      true,
    )
    expect(asked).toEqual([])
  })

  it('is given up when the cluster stops', async () => {
    const stop = new AbortController()
    const { outside } = cluster(() => {
      stop.abort()
      return null
    })
    expect(await makeDemo(PLACES, stop.signal, outside)).toBe(false)
  })
})
