// Asks the managers, as an operator would over HTTP: any of them takes any request, so one after the other is tried.

import * as z from 'zod'

const answerSchema = z.looseObject({
  status: z.enum(['success', 'failure']),
  code: z.string().optional(),
  message: z.string().optional(),
})
export type ManagerAnswer = z.infer<typeof answerSchema>

/** Longer than a led group takes, at any rate of the clock; one that is frozen must not hold up the others longer. */
const ANSWER_LIMIT_MS = 5_000

export type AskManagers = (
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<ManagerAnswer | null>

/** Null: none of them could carry it out or refuse it for good. `bases`: URLs, as they are now. */
export const askManagers =
  (bases: () => readonly string[]): AskManagers =>
  async (method, path, body) => {
    for (const base of bases()) {
      const answer = await once(`${base}${path}`, method, body)
      if (answer !== null) return answer
    }
    return null
  }

async function once(url: string, method: string, body: object | undefined): Promise<ManagerAnswer | null> {
  try {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = answerSchema.parse(await response.json())
    return response.status < 500 ? answer : null
  } catch {
    return null
  }
}
