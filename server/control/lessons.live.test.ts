import { describe, expect, it } from 'vitest'
import { FIRST_LESSON, ask } from './fake-cluster.ts'
import { fakeForAll } from './fake-for-all.fixture.ts'

const control = fakeForAll()
const at = (path: string): string => `${control.url}/api/lessons${path}`

describe('lessons over HTTP', () => {
  it('are listed with what one chooses by', async () => {
    expect(await ask(at(''))).toEqual({ status: 200, body: { ok: true, lessons: [FIRST_LESSON] } })
  })

  it('come as recordings, line by line, to whoever may watch', async () => {
    const response = await fetch(at('/first'))
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/x-ndjson/),
    ])
    expect(await response.text()).toBe('{"kind":"keyframe"}\n')
  })

  it.each(['/second', '/..%2Fpackage.json', `/${'x'.repeat(2_000)}`])(
    'that are not there: 404, %.20s',
    async (path) => {
      const { status, body } = await ask(at(path))
      expect([status, body['ok'], body['code']]).toEqual([404, false, 'no-such-lesson'])
      expect(body['message']).toMatch(/^there is no lesson .{1,80}: GET \/api\/lessons lists them$/)
    },
  )

  it('that print something else than what is written are not shown', async () => {
    expect(await ask(at('/broken'))).toEqual({
      status: 500,
      body: { ok: false, code: 'lesson-broken', message: 'it prints otherwise' },
    })
  })

  it('are only read', async () => {
    expect((await ask(at('/first'), 'POST', {})).status).toBe(404)
  })
})
