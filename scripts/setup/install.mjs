// Installs what package-lock.json names, when something of it is missing or differs. npm's own record of
// what it installed (node_modules/.package-lock.json) is compared, so an install by hand counts too.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, findNpm } from './npm.mjs'
import { ROOT } from './paths.mjs'
import { lastLines, run } from './run.mjs'
import { SetupError, step } from './say.mjs'

const PLATFORM = `${process.platform}-${process.arch}`
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.raftroom-platform')

export function needsInstall() {
  const installed = readJson(join(MODULES, '.package-lock.json'))
  if (installed === null) return true
  // Native packages of a folder copied from another computer do not run here.
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') !== PLATFORM) return true
  return differs(readJson(join(ROOT, 'package-lock.json')), installed)
}

function differs(wanted, installed) {
  const present = (path) => existsSync(join(ROOT, path, 'package.json'))
  for (const [path, { version, optional }] of Object.entries(wanted.packages)) {
    const found = installed.packages[path]
    if (path === '' || (found === undefined && optional === true)) continue
    if (found?.version !== version || !present(path)) return true
  }
  return false
}

export async function install() {
  await step('installing packages (npm ci)', async () => {
    const [program, ...first] = findNpm()
    const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const { code, output } = await run(program, args, { cwd: ROOT, env: cleanEnvironment() }).catch(
      (error) => ({ code: 1, output: String(error.message) }),
    )
    if (code !== 0) throw new SetupError(explain(output))
  })
  mkdirSync(MODULES, { recursive: true })
  writeFileSync(STAMP, PLATFORM)
}

function explain(output) {
  const why = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|network/i.test(output)
    ? 'the npm registry cannot be reached: connect to the network, or name a registry with `npm config set registry`'
    : /EACCES|EPERM|EROFS/.test(output)
      ? `this user may not write into ${ROOT}`
      : 'npm ci failed'
  return `packages could not be installed: ${why}\n${lastLines(output, 20)}`
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
