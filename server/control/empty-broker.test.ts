import { describe, expect, it } from 'vitest'
import type { AskManagers, ManagerAnswer } from './ask-managers.ts'
import { emptyBroker, notFinished } from './empty-broker.ts'

const row = (id: number, state: string, node = 'broker-2') => ({ broker_id: id, node, state, alive: true })
const brokers = (...rows: readonly object[]): ManagerAnswer => ({ status: 'success', brokers: rows })
const leaving = (...partitions: readonly string[]): ManagerAnswer => ({ status: 'success', partitions })
const REMOVED = brokers(row(2, 'removed'))

/** Managers that answer what stands in the lists, the last of each for ever; and how often they were asked. */
function managers(looks: readonly (ManagerAnswer | null)[], removals: readonly (ManagerAnswer | null)[]) {
  const left = { GET: [...looks], POST: [...removals] }
  const asked: object[] = []
  const ask: AskManagers = (method, _, body) => {
    if (body !== undefined) asked.push(body)
    const answers = left[method]
    return Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? null)
  }
  let pauses = 0
  const parts = (most: number) => ({
    ask,
    pause: () => Promise.resolve(void (pauses += 1)),
    isOver: () => pauses >= most,
  })
  return { ask, asked, run: (most = 10) => emptyBroker('broker-2', parts(most)) }
}

describe('a broker that is to hold nothing any more', () => {
  it('is asked to leave once, and waited for until the managers say that it has', async () => {
    const there = brokers(row(1, 'active', 'broker-1'), row(2, 'draining'))
    const { asked, run } = managers([there, there, REMOVED], [leaving('orders/0', 'orders/2')])
    expect(await run()).toEqual({ ok: true, value: ['orders/0', 'orders/2'] })
    expect(asked).toEqual([{ broker_id: 2 }])
  })

  it('B17: is there under two numbers when it lost its folder, and leaves under both', async () => {
    const { asked, run } = managers([brokers(row(2, 'active'), row(5, 'active')), REMOVED], [leaving('a/0')])
    expect(await run()).toEqual({ ok: true, value: ['a/0'] })
    expect(asked).toEqual([{ broker_id: 2 }, { broker_id: 5 }])
  })

  it('has nothing to give away when no manager knows it', async () => {
    const { asked, run } = managers([brokers(row(1, 'active', 'broker-1'))], [])
    expect(await run()).toEqual({ ok: true, value: [] })
    expect(asked).toEqual([])
  })

  it('is asked again where it is not known whether the managers have heard', async () => {
    const there = brokers(row(2, 'active'))
    const { asked, run } = managers([null, there, there, REMOVED], [null, leaving('a/0')])
    expect(await run()).toEqual({ ok: true, value: ['a/0'] })
    expect(asked).toHaveLength(2)
  })

  it('stays with the reason of the managers, and is told a way out', async () => {
    const message = 'without broker 2 there are 2 live brokers, and a partition needs 3'
    const { run } = managers(
      [brokers(row(2, 'active'))],
      [{ status: 'failure', code: 'would-lose-replicas', message }],
    )
    expect(await run()).toEqual({
      ok: false,
      error: {
        status: 409,
        code: 'would-lose-replicas',
        message: `broker-2 stays: ${message}. Add a broker first, or start one that is down`,
      },
    })
  })

  it('stays for now when the cluster is being stopped', async () => {
    const { run } = managers([brokers(row(2, 'draining'))], [leaving('a/0')])
    const message = expect.stringMatching(/^broker-2 stays for now: .* next start/)
    expect(await run(3)).toMatchObject({ ok: false, error: { status: 503, code: 'not-finished', message } })
  })
})

describe('whoever does not wait any longer', () => {
  const three = [1, 3, 4].map((id) => row(id, 'active', `broker-${id}`))

  it('is told what the broker still holds', async () => {
    const { ask } = managers([brokers(row(2, 'draining'), ...three)], [leaving('a/1')])
    const message = expect.stringMatching(/^broker-2 stays for now: it still holds a\/1\. .* ask again/)
    expect(await notFinished('broker-2', ask)).toMatchObject({
      status: 503,
      code: 'not-finished',
      replicas: 1,
      message,
    })
  })

  it('is told what would help where too few could take it over', async () => {
    const others = [row(1, 'draining', 'broker-1'), ...three.slice(1)]
    const { ask } = managers([brokers(row(2, 'draining'), ...others)], [leaving('a/1')])
    const message = expect.stringContaining('Only 2 other brokers are alive and stay')
    expect(await notFinished('broker-2', ask)).toMatchObject({ message })
  })

  it('is told so when no manager answers', async () => {
    const { ask } = managers([null], [null])
    const message = expect.stringContaining('no manager answers')
    expect(await notFinished('broker-2', ask)).toMatchObject({ code: 'not-finished', message })
  })
})
