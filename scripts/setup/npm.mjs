// Where npm is, and the environment it is given.

import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Inherited settings that describe the way to the registry; all others were meant for another command. */
const KEPT = new Set(
  ['registry', 'cache', 'proxy', 'https_proxy', 'noproxy', 'ca', 'cafile', 'strict_ssl', 'userconfig'].map(
    (name) => `npm_config_${name}`,
  ),
)

/** Without npm's own variables: `npm_config_omit` or `npm_config_global` would change what is installed. */
export function cleanEnvironment(env = process.env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('npm_config_') || KEPT.has(name)),
  )
}

/** Program and first arguments that run npm, the one we were started by if there is one. */
export function findNpm(env = process.env, execPath = process.execPath) {
  const given = env.npm_execpath
  const beside = given === undefined ? [] : [given, join(dirname(given), 'npm-cli.js')]
  const shipped = [
    join(dirname(execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const script = [...beside, ...shipped].find((path) => basename(path) === 'npm-cli.js' && existsSync(path))
  return script === undefined ? ['npm'] : [execPath, script]
}
