// How every answer of the control API looks, and who asked.

import type { Request, RequestHandler, Response } from 'express'
import type { Refusal } from './refusal.ts'

const OK = 200
/** What people see of a name they did not choose. */
const MAX_BY = 64

export const succeed = (response: Response, fields: object, status = OK): void =>
  void response.status(status).json({ ok: true, ...fields })

export function refuse(response: Response, { status, ...fields }: Refusal): void {
  response.status(status).json({ ok: false, ...fields })
}

/** What fails there is explained where all failures are. */
export const later =
  (answer: (request: Request, response: Response) => Promise<void>): RequestHandler =>
  (request, response, next) =>
    void answer(request, response).catch(next)

/** Who asked, as far as they say; shown to everybody, so kept short and plain. */
export function askedBy(request: Request): string {
  const name = (request.get('raftroom-by') ?? '')
    .replaceAll(/[^\p{L}\p{N} ._@-]/gu, '')
    .trim()
    .slice(0, MAX_BY)
  return name === '' ? 'somebody' : name
}
