// Finds a Chromium that starts, or gets one: the one named, Playwright's own, the system's, a download,
// and as root on Debian or Ubuntu the distribution's. A download with system packages is never tried
// first: without a network it only wastes time.

import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'
import { step } from '../setup/say.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const NONE =
  'no Chromium was found and none could be installed: install one and name it in RAFTROOM_CHROMIUM, or run `npx playwright install chromium` with a network'

export async function findChromium(env = process.env) {
  const named = env.RAFTROOM_CHROMIUM
  if (named)
    return (await starts(named))
      ? { ok: true, path: named }
      : { ok: false, message: `RAFTROOM_CHROMIUM names ${named}, which does not start` }
  const found = (await firstThatStarts([await playwrightsOwn(), ...systems(env)])) ?? (await getOne(env))
  return found === null ? { ok: false, message: NONE } : { ok: true, path: found }
}

async function getOne(env) {
  const cli = join(ROOT, 'node_modules', 'playwright', 'cli.js')
  await step('downloading Chromium', () => run(process.execPath, [cli, 'install', 'chromium']))
  const own = await firstThatStarts([await playwrightsOwn()])
  if (own !== null) return own
  if (!mayUseApt()) return null
  await step('installing Chromium (apt-get)', async () => {
    await run('apt-get', ['update'])
    await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'])
  })
  return firstThatStarts([await playwrightsOwn(), ...systems(env)])
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright')
  return chromium.executablePath()
}

const systems = (env) =>
  (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .concat(ELSEWHERE)

async function firstThatStarts(paths) {
  for (const path of paths) if (path && existsSync(path) && (await starts(path))) return path
  return null
}

/** A browser whose system libraries are missing exists and does not start. */
const starts = async (path) => {
  const { code } = await run(path, ['--version']).catch(() => ({ code: 1 }))
  return code === 0
}

function mayUseApt() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
}
