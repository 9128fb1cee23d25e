// One request to a node's own HTTP API, as any client of the cluster sends it. No retries: whoever presses a
// key once wants to see what one command does.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { Refusal } from './control-api.ts'

type Fields = Readonly<Record<string, unknown>>

/** A node gives up on its leader well before. */
const ANSWER_MS = 15_000

export async function askNode(port: number, path: string, fields: Fields): Promise<Result<Fields, Refusal>> {
  try {
    const response = await fetch(`http://${location.hostname}:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    return read(await response.json())
  } catch {
    // A browser does not tell a refused connection from an answer that was lost on the way.
    return err({ code: 'no-connection', message: 'no answer: nobody knows whether it was done' })
  }
}

function read(answer: unknown): Result<Fields, Refusal> {
  if (typeof answer !== 'object' || answer === null)
    return err({ code: 'internal', message: 'that was no answer' })
  const fields = Object.fromEntries(Object.entries(answer))
  if (fields['status'] === 'success') return ok(fields)
  const code = typeof fields['code'] === 'string' ? fields['code'] : 'internal'
  return err({ code, message: typeof fields['message'] === 'string' ? fields['message'] : code })
}
