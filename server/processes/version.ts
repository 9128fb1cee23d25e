import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Of package.json: two folders up from the bundle, as from here. */
export function readVersion(): string {
  const about: unknown = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  )
  return typeof about === 'object' && about !== null && 'version' in about ? String(about.version) : ''
}
