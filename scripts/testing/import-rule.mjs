// Who may import whom (.dependency-cruiser.cjs), with a guard: a cruiser that understands no TypeScript
// finds no module, and so no violation. Fewer modules than source files is a failure.

import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import { ROOT } from '../setup/paths.mjs'
import { sourceFolders } from './static-checks.mjs'

process.chdir(ROOT)
const { options, ...ruleSet } = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'))
const folders = sourceFolders().filter((name) => !name.includes('.'))
const isSource = (path) => /\.tsx?$/.test(path)

const wanted = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter(isSource)
    .map((path) => `${folder}/${path}`),
)
const { output, exitCode } = await cruise(folders, {
  ...options,
  ruleSet,
  validate: true,
  outputType: 'json',
})
const result = JSON.parse(output)
const found = new Set(result.modules.map(({ source }) => source))
const missed = wanted.filter((path) => !found.has(path))
const { violations } = result.summary

for (const { from, to, rule, cycle } of violations)
  console.log(`${rule.name}: ${from} -> ${cycle ? cycle.map(({ name }) => name).join(' -> ') : to}`)
for (const path of missed) console.log(`not looked at: ${path}`)
console.log(`${found.size} modules, ${wanted.length} source files, ${violations.length} forbidden imports`)
process.exit(violations.length === 0 && missed.length === 0 && exitCode === 0 ? 0 : 1)
