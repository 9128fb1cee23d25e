// Where mutations are tried: copies of the sources beside a link to the installed packages. The shipped code
// carries no switch for any of them, and a run that is cut short leaves nothing behind in it.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../setup/paths.mjs'

/** All that the suites of the consensus side load. */
const COPIED = [
  'server',
  'shared',
  'atm-sim',
  'scripts/mutations',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.ts',
]

export function createCopy() {
  const dir = mkdtempSync(join(tmpdir(), 'raftroom-mutations-'))
  for (const name of COPIED) cpSync(join(ROOT, name), join(dir, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'))
  return {
    dir,
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    write: (file, text) => writeFileSync(join(dir, file), text),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}
