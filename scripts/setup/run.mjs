// Starts one program and collects what it says.

import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'

/** Kept of one program's output: enough for a long report, and bounded. */
const MAX_OUTPUT_CHARACTERS = 2_000_000

/**
 * Resolves with the exit code (128 for a signal) and everything printed, in the order it came. `priority`: that of the
 * operating system, for it and whatever it starts; above 0 it stands back for others.
 */
export function run(command, args, { priority = 0, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    if (priority !== 0) standBack(child.pid, priority)
    let output = ''
    const take = (chunk) => {
      output = (output + chunk).slice(-MAX_OUTPUT_CHARACTERS)
    }
    child.stdout?.setEncoding('utf8').on('data', take)
    child.stderr?.setEncoding('utf8').on('data', take)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 128, output }))
  })
}

function standBack(pid, priority) {
  try {
    setPriority(pid, priority)
  } catch {
    // It never began, or has ended already.
  }
}

export const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n')
