// One set-up at a time in one folder: two `npm ci` at once destroy each other's work.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from './paths.mjs'
import { say } from './say.mjs'

const LOCK = join(ROOT, '.cache', 'setup.lock')
const LOOK_AGAIN_MS = 200

/** Runs alone. A lock whose process is gone is taken over. */
export async function withLock(run, path = LOCK) {
  let told = false
  while (!take(path)) {
    const holder = holderOf(path)
    if (holder !== null && !isAlive(holder)) {
      rmSync(path, { force: true })
      continue
    }
    if (!told) say(`waiting for another set-up of this folder (pid ${holder ?? 'unknown'})`)
    told = true
    await wait(LOOK_AGAIN_MS)
  }
  try {
    return await run()
  } finally {
    rmSync(path, { force: true })
  }
}

function take(path) {
  mkdirSync(dirname(path), { recursive: true })
  try {
    const file = openSync(path, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holderOf(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || null
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
