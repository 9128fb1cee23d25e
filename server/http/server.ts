// The lean HTTP layer of the nodes: ten processes start with it, so it is node:http and one table of
// routes. Bodies over the limit are refused unparsed; a bug becomes `internal`, never a stack trace.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { InvariantError } from '../../shared/assert.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_COMMAND_BYTES } from '../../shared/protocol/limits.ts'
import type { Answer } from './answer.ts'
import { failed, render } from './answer.ts'
import type { Fields } from './fields.ts'
import { collectFields } from './fields.ts'

/** What is read and thrown away of a body that is too large, before the connection is cut. */
const MAX_SWALLOWED_BYTES = 16 * MAX_COMMAND_BYTES

export interface Route {
  readonly methods: readonly ('GET' | 'POST')[]
  /** The first is the documented path, the others are aliases. */
  readonly paths: readonly string[]
  readonly handle: (fields: Fields) => Promise<Answer>
}

export interface HttpOptions {
  readonly host: string
  readonly port: number
  /** Origins of the dashboard; any other page is refused. */
  readonly origins: readonly string[]
  readonly clock: () => { readonly epoch: number; readonly rate: number }
  readonly routes: readonly Route[]
  /** A broken invariant met in a handler: the process must end. */
  readonly onInvariant: (error: InvariantError) => void
}

export interface HttpServer {
  listen(): Promise<Result<number, string>>
  close(): Promise<void>
}

export function createHttpServer(options: HttpOptions): HttpServer {
  const routes = new Map<string, Route>(
    options.routes.flatMap((route) =>
      route.methods.flatMap((method) => route.paths.map((path) => [`${method} ${path}`, route] as const)),
    ),
  )
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => crash(error, response))
  })
  // Idle keep-alive connections of pollers are cheap; reopening them is not.
  server.keepAliveTimeout = 30_000

  function crash(error: unknown, response: ServerResponse): void {
    if (error instanceof InvariantError) options.onInvariant(error)
    const message = error instanceof Error ? error.message : String(error)
    send(response, failed(failure('internal', `this is a bug: ${message}`)))
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = request.headers.origin
    if (origin !== undefined && !options.origins.includes(origin)) {
      request.resume()
      return send(response, failed(failure('bad-request', `pages from ${origin} may not use this node`)))
    }
    if (origin !== undefined) allow(response, origin)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return undefined
    }
    send(response, await answer(request))
    return undefined
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method = '' } = request
    const { path, query } = splitTarget(request.url ?? '/')
    const route = method === 'HEAD' ? headRoute(routes, path) : routes.get(`${method} ${path}`)
    if (route === undefined) {
      request.resume()
      return failed(failure('no-such-endpoint', `there is no ${method} ${path}`, { what: path }))
    }
    const body = await readBody(request)
    if (!body.ok) return failed(body.error)
    const fields = collectFields(query, body.value, request.headers['content-type'])
    return fields.ok ? route.handle(fields.value) : failed(fields.error)
  }

  function send(response: ServerResponse, result: Answer): void {
    if (response.headersSent) return
    const { status, text } = render(result)
    const { epoch, rate } = options.clock()
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'raftroom-clock': `${epoch} ${rate}`,
    })
    response.end(text)
  }

  return {
    listen: () =>
      new Promise((resolve) => {
        server.once('error', (error) => resolve(err(error.message)))
        server.listen(options.port, options.host, () => {
          const address = server.address()
          resolve(ok(typeof address === 'object' && address !== null ? address.port : options.port))
        })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Not by `URL`: it takes `//x` for another host, and throws for some of what a client may send. */
function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const query = new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1))
  return { path: path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path, query }
}

/** Whatever may be posted as well changes something (a consume), and HEAD must change nothing. */
const headRoute = (routes: ReadonlyMap<string, Route>, path: string): Route | undefined => {
  const route = routes.get(`GET ${path}`)
  return route?.methods.includes('POST') === true ? undefined : route
}

function allow(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-methods', 'GET, POST')
  response.setHeader('access-control-allow-headers', 'content-type')
  response.setHeader('access-control-expose-headers', 'raftroom-clock')
  response.setHeader('access-control-max-age', '600')
  response.setHeader('vary', 'origin')
}

function readBody(request: IncomingMessage): Promise<Result<string, ReturnType<typeof failure>>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_COMMAND_BYTES) return void chunks.push(chunk)
      if (bytes > MAX_SWALLOWED_BYTES) request.destroy()
      // The rest is read and thrown away, so that the client gets to see the answer.
      chunks.length = 0
      return undefined
    })
    request.on('end', () => {
      const limit = { limit: 'body', max: MAX_COMMAND_BYTES }
      if (bytes > MAX_COMMAND_BYTES) {
        const message = `the body has ${bytes} bytes; at most ${MAX_COMMAND_BYTES} are taken`
        resolve(err(failure('too-large', message, limit)))
      } else resolve(ok(Buffer.concat(chunks).toString('utf8')))
    })
    // After the end this comes too late to matter.
    request.on('close', () => resolve(err(failure('bad-request', 'the connection was closed'))))
    request.on('error', () => resolve(err(failure('bad-request', 'the connection broke inside the body'))))
  })
}
