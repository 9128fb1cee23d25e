import { afterEach, expect, test, vi } from 'vitest'
import { LESSONS } from '../fixtures/demo-lesson.ts'
import { NO_ANSWER, getLesson, getLessons } from './lessons-api.ts'

const answers = (body: unknown, status = 200): string[] => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  })
  return asked
}

afterEach(() => vi.unstubAllGlobals())

test('the list is one request, and every lesson in it is whole', async () => {
  const asked = answers({ ok: true, lessons: LESSONS })
  expect(await getLessons()).toEqual({ ok: true, value: LESSONS })
  expect(asked).toEqual(['/api/lessons'])
})

test('a lesson is asked for by its name and comes as it is written', async () => {
  const asked = answers('{"kind":"keyframe"}\n')
  const read = await getLesson('figure-8')
  expect(asked).toEqual(['/api/lessons/figure-8'])
  expect(read.ok && (await read.value.text())).toBe('{"kind":"keyframe"}\n')
})

test('a name cannot lead to another path', async () => {
  const asked = answers('')
  await getLesson('../cluster?x#y')
  expect(asked).toEqual(['/api/lessons/..%2Fcluster%3Fx%23y'])
})

test('a server without an answer, without lessons or with half a lesson is said in words', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('fetch failed')
  })
  expect(await getLessons()).toEqual({ ok: false, error: NO_ANSWER })
  for (const body of [
    '<html>',
    { ok: true },
    { lessons: [{ ...LESSONS[0], steps: '3' }] },
    { lessons: [7] },
  ]) {
    answers(body)
    expect(await getLessons()).toMatchObject({ ok: false, error: expect.stringContaining('has no lessons') })
  }
})

test('a refusal keeps the words of the server', async () => {
  answers({ ok: false, code: 'not-found', message: 'there is no lesson figure-9' }, 404)
  expect(await getLesson('figure-9')).toEqual({ ok: false, error: 'there is no lesson figure-9' })
})
