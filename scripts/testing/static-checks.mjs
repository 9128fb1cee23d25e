// The checks that read code without running it. Each counts as one test.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'

/** Named one by one: a linter that is given nothing looks at nothing and reports success. */
const FOLDERS = ['shared', 'server', 'atm-sim', 'web', 'e2e', 'scripts', 'vite.config.ts', 'vitest.config.ts']
export const sourceFolders = () => FOLDERS.filter((name) => existsSync(join(ROOT, name)))

const check = (name, args) => ({
  name,
  async run({ priority } = {}) {
    const { code, output } = await run(process.execPath, args, { cwd: ROOT, priority })
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
  },
})

const types = (name) =>
  check(`types: ${name}`, ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${name}.json`])

export const staticChecks = () => [
  check('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  check('lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', ...sourceFolders()]),
  types('pure'),
  types('node'),
  types('web'),
  types('e2e'),
  check('imports', ['scripts/testing/import-rule.mjs']),
]
