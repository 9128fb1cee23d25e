// Makes a bare clone runnable: packages, then builds. Free of dependencies, because it installs them;
// called by the scripts themselves, because npm's hooks do not run everywhere (ignore-scripts).

import './setup/node-version.mjs'
import { buildAll, staleBuilds } from './setup/build.mjs'
import { install, needsInstall } from './setup/install.mjs'
import { withLock } from './setup/lock.mjs'
import { SetupError, say } from './setup/say.mjs'

/** Installs, and unless told otherwise builds, what is missing. When nothing is, it takes no lock. */
export async function setUp({ build = true } = {}) {
  const stale = () => (build ? staleBuilds() : [])
  if (!needsInstall() && stale().length === 0) return
  await withLock(async () => {
    if (needsInstall()) await install()
    const builds = stale()
    if (builds.length > 0) await buildAll(builds)
  })
}

/** For programs: a set-up that fails ends the process with its sentence. */
export async function setUpOrExit(options) {
  try {
    await setUp(options)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exit(1)
  }
}
