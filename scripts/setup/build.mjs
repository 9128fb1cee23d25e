// Builds what changed: the page (dist/web) and one bundle with an entry per kind of process (dist/server),
// because ten nodes that load one bundled file each start in well under a second.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'
import { lastLines, run } from './run.mjs'
import { SetupError, step } from './say.mjs'

const BUILDS = [
  {
    name: 'web',
    sources: ['web', 'shared', 'atm-sim', 'public', 'vite.config.ts'],
    entry: 'web/app/main.tsx',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
  {
    name: 'server',
    sources: ['server', 'shared', 'atm-sim', 'scripts/setup/rolldown.config.mjs', 'package.json'],
    entry: 'server/processes/control.ts',
    command: ['node_modules/rolldown/bin/cli.mjs', '-c', 'scripts/setup/rolldown.config.mjs'],
  },
]

const stampOf = (name) => join(ROOT, 'dist', `${name}.hash`)

/** The builds whose sources are not those they were made of. */
export function staleBuilds() {
  return BUILDS.filter(({ entry }) => existsSync(join(ROOT, entry))).flatMap((build) => {
    const hash = hashOf([...build.sources, 'package-lock.json'])
    const stamp = stampOf(build.name)
    const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
    return fresh ? [] : [{ ...build, hash }]
  })
}

export async function buildAll(builds) {
  await step(`building ${builds.map(({ name }) => name).join(' and ')}`, () =>
    Promise.all(builds.map(buildOne)),
  )
}

async function buildOne({ name, command, hash }) {
  const stamp = stampOf(name)
  // Removed first: a build that is cut short must not count as done.
  rmSync(stamp, { force: true })
  const { code, output } = await run(process.execPath, command, { cwd: ROOT })
  if (code !== 0) throw new SetupError(`the ${name} part could not be built\n${lastLines(output, 40)}`)
  mkdirSync(join(ROOT, 'dist'), { recursive: true })
  writeFileSync(stamp, hash)
}

function hashOf(sources) {
  const hash = createHash('sha256')
  for (const source of sources)
    for (const file of filesUnder(source)) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

/** Files below a path, sorted, without tests: changing a test needs no build. */
function filesUnder(path) {
  if (!existsSync(join(ROOT, path))) return []
  const entries = readdirOrFile(join(ROOT, path))
  if (entries === null) return [path]
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (isTest(entry.name) ? [] : filesUnder(`${path}/${entry.name}`)))
}

const isTest = (name) => /\.(test|contract)\.tsx?$/.test(name)

function readdirOrFile(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return null
    throw error
  }
}
