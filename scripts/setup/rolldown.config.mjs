// One bundle, one entry per kind of process, all packages inside: a node reads one or two files at its start.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'rolldown'
import { ROOT } from './paths.mjs'

const PROCESSES = ['control', 'manager', 'broker', 'atm', 'raftroom', 'sim', 'search', 'transcripts']

const entries = PROCESSES.map((name) => [name, join(ROOT, 'server', 'processes', `${name}.ts`)]).filter(
  ([, path]) => existsSync(path),
)

export default defineConfig({
  input: Object.fromEntries(entries),
  cwd: ROOT,
  platform: 'node',
  // Optional native helpers of ws, tried in a `try`: without them it works in plain JavaScript.
  external: ['bufferutil', 'utf-8-validate'],
  output: {
    dir: join(ROOT, 'dist', 'server'),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'part-[name].mjs',
    cleanDir: true,
  },
  logLevel: 'warn',
})
