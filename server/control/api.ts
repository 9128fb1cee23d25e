// The control API: what a button, a script and a test use alike. Every answer is JSON with `ok`; every
// failure is a sentence with a proper status. Requests are parsed here and nowhere else.

import type { ErrorRequestHandler, Express, NextFunction, Request, Response, Router } from 'express'
import express from 'express'
import * as z from 'zod'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { Result } from '../../shared/result.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import type { StepDone } from './clock-step.ts'
import type { FaultDone } from './fault-desk.ts'
import type { LinkTable } from './links.ts'
import type { Refusal } from './refusal.ts'
import { faultSchema } from '../../shared/fault.ts'
import { askedBy, later, refuse, succeed } from './answering.ts'
import { clusterAnswer } from './cluster-answer.ts'
import { SECURITY_HEADERS, rightsOf, strangerIn } from './guard.ts'
import type { Lessons } from './lesson-routes.ts'
import { addLessonRoutes } from './lesson-routes.ts'
import type { NodePort } from './node-routes.ts'
import { addNodeRoutes } from './node-routes.ts'
import { PROFILES } from './options.ts'
import { badRequest, parseBody, refusal } from './refusal.ts'
import { sendFiles } from './send-files.ts'

/** What the API needs of the control server; requests come in checked. */
export interface ApiPort {
  health(): {
    readonly ready: boolean
    readonly since: string
    readonly version: string
    readonly missing: readonly string[]
    readonly memory: { readonly rssBytes: number; readonly heapBytes: number }
  }
  view(): ClusterView
  links(): LinkTable
  fault(fault: Fault, by: string): Promise<Result<FaultDone, Refusal>>
  setRate(
    rate: number,
    by: string,
  ): Promise<{ readonly seq: number; readonly epoch: number; readonly pending: readonly string[] }>
  step(by: string): Promise<Result<StepDone, Refusal>>
  events(
    after: number,
    limit: number,
  ): { readonly events: readonly TraceEvent[] | null; readonly oldest: number }
  traceFiles(): Promise<string[]>
  readonly nodes: NodePort
  readonly lessons: Lessons
}

const MAX_BODY = '1mb'
const MAX_EVENTS = 1_000
const DEFAULT_EVENTS = 100

const clockSchema = z.union([
  z.strictObject({ rate: z.number().min(0).max(1) }),
  z.strictObject({ profile: z.enum(['live', 'classroom', 'slow']) }),
])
/** There is one kind of step; it needs no body. */
const stepSchema = z.strictObject({})
const CLOCK_HELP =
  'the clock takes either rate, a number from 0 (paused) to 1 (live), or profile: live, classroom or slow'

const ENDPOINTS = [
  'GET /api/health',
  'GET /api/cluster',
  'POST /api/faults',
  'POST /api/nodes',
  'DELETE /api/nodes/:id',
  'POST /api/nodes/:id/rejoin',
  'PUT /api/clock',
  'POST /api/clock/step',
  'GET /api/events',
  'GET /api/trace',
  'GET /api/lessons',
  'GET /api/lessons/:name',
]

export interface AppOptions {
  readonly host: string
  /** The built page. */
  readonly webDir: string
  /** Told of what is our own fault. */
  readonly report: (text: string) => void
}

export function createApp(port: ApiPort, { host, webDir, report }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use((request, response, next) => {
    response.set(SECURITY_HEADERS)
    const stranger = strangerIn(request.headers, host)
    if (stranger === null) next()
    else refuse(response, refusal(403, 'foreign-origin', stranger))
  })
  app.use('/api', apiRoutes(port))
  // File names of the build carry a hash: they may be kept for ever; the page itself is asked for anew.
  app.use('/assets', express.static(`${webDir}/assets`, { immutable: true, maxAge: '1y', fallthrough: true }))
  app.use(express.static(webDir, { maxAge: 0 }))
  app.use((request, response) => {
    refuse(
      response,
      refusal(
        404,
        'no-such-page',
        `there is no ${request.path} here: the dashboard is at /, the API under /api`,
      ),
    )
  })
  app.use(explainError(report))
  return app
}

function apiRoutes(port: ApiPort): Router {
  const api = express.Router()
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  api.use(mayChange)
  api.use(express.json({ limit: MAX_BODY, strict: false }))
  api.get('/health', (_request, response) => succeed(response, port.health()))
  api.get('/cluster', (request, response) =>
    succeed(response, clusterAnswer(port.view(), port.links(), rightsOf(request.socket.remoteAddress))),
  )
  api.get('/events', (request, response) => answerEvents(port, request, response))
  api.get(
    '/trace',
    later(async (_request, response) => {
      response.set({
        'Content-Type': 'application/x-ndjson',
        'Content-Disposition': 'attachment; filename="raftroom-trace.ndjson"',
      })
      await sendFiles(await port.traceFiles(), response)
    }),
  )
  api.post(
    '/faults',
    later(async (request, response) => {
      const fault = parseBody(faultSchema, request.body, 'a fault')
      const done = fault.ok ? await port.fault(fault.value, askedBy(request)) : fault
      if (done.ok) succeed(response, done.value)
      else refuse(response, done.error)
    }),
  )
  addNodeRoutes(api, port.nodes)
  addLessonRoutes(api, port.lessons)
  api.put(
    '/clock',
    later(async (request, response) => {
      const wanted = clockSchema.safeParse(request.body)
      if (!wanted.success) return refuse(response, badRequest(CLOCK_HELP))
      const rate = 'rate' in wanted.data ? wanted.data.rate : PROFILES[wanted.data.profile]
      const { seq, epoch, pending } = await port.setRate(rate, askedBy(request))
      succeed(response, { clock: { rate, epoch }, seq, pending })
    }),
  )
  api.post(
    '/clock/step',
    later(async (request, response) => {
      const asked = parseBody(stepSchema, request.body ?? {}, 'a step')
      const done = asked.ok ? await port.step(askedBy(request)) : asked
      if (done.ok) succeed(response, done.value)
      else refuse(response, done.error)
    }),
  )
  api.use((request, response) => {
    const what = `${request.method} ${request.originalUrl.split('?')[0]}`
    refuse(
      response,
      refusal(404, 'no-such-endpoint', `there is no ${what}: there are ${ENDPOINTS.join(', ')}`),
    )
  })
  return api
}

/** Watchers read; whoever sits at this computer changes. */
function mayChange(request: Request, response: Response, next: NextFunction): void {
  if (
    request.method === 'GET' ||
    request.method === 'HEAD' ||
    rightsOf(request.socket.remoteAddress) === 'drive'
  )
    next()
  else
    refuse(
      response,
      refusal(
        403,
        'watch-only',
        'from another computer you can watch: changes are made at the computer the cluster runs on',
      ),
    )
}

function answerEvents(port: ApiPort, { query }: Request, response: Response): void {
  const after = wholeNumber(query['after'] ?? '0')
  const limit = wholeNumber(query['limit'] ?? String(DEFAULT_EVENTS))
  if (after === null)
    return refuse(
      response,
      badRequest('after must be a whole number: the seq of the last event you have, 0 for none'),
    )
  if (limit === null || limit < 1 || limit > MAX_EVENTS)
    return refuse(response, badRequest(`limit must be a whole number from 1 to ${MAX_EVENTS}`))
  const { events, oldest } = port.events(after, limit)
  if (events === null)
    return refuse(response, {
      ...refusal(410, 'gone', `events up to ${oldest - 1} are not kept any more: begin after ${oldest - 1}`),
      oldest,
    })
  succeed(response, { events, next: events.at(-1)?.seq ?? after, oldest })
}

const wholeNumber = (value: unknown): number | null =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null

/** The last handler: four parameters are how express knows it. */
const explainError =
  (report: (text: string) => void): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const known = typeof error === 'object' && error !== null ? error : {}
    const kind = 'type' in known ? known.type : ''
    if (kind === 'entity.too.large')
      return refuse(response, refusal(413, 'too-large', 'the body is larger than 1 MiB'))
    if (kind === 'entity.parse.failed') return refuse(response, badRequest('the body is not valid JSON'))
    const status = 'status' in known ? Number(known.status) : 500
    if (status >= 400 && status < 500)
      return refuse(response, refusal(status, 'bad-request', 'the request cannot be read'))
    report(error instanceof Error ? (error.stack ?? error.message) : String(error))
    refuse(response, refusal(500, 'internal', 'the control server failed at this request; the nodes go on'))
  }
