// Who may talk to the control server. It listens on this computer only by default; a page from elsewhere
// could still reach it through the browser (a name that is made to point here, a form sent across), so
// Host and Origin must be ours.

import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Rights } from '../../shared/protocol/control.ts'

export interface RequestHeaders {
  readonly host?: string | undefined
  readonly origin?: string | undefined
}

/** Null when the request may pass, else why not. */
export function strangerIn({ host, origin }: RequestHeaders, ownHost: string): string | null {
  if (host === undefined || !isOwnName(nameOf(host), ownHost))
    return `this server does not answer to the name ${host ?? '(none)'}: use 127.0.0.1 or localhost`
  if (origin === undefined || origin === `http://${host}`) return null
  return `pages of ${origin} may not use this cluster: open http://${host}`
}

/** A literal address cannot be made to point elsewhere, so any of them will do. */
const isOwnName = (name: string, ownHost: string): boolean =>
  name === 'localhost' || name === ownHost || name === hostname() || isIP(name) !== 0

const nameOf = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')

/** Whoever sits at this computer drives, everybody else watches. */
export const rightsOf = (address: string | undefined): Rights =>
  address !== undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address) ? 'drive' : 'watch'

/** Nothing is loaded from elsewhere and nobody may put the page into a frame. Styles are set by script. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' http: ws:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
