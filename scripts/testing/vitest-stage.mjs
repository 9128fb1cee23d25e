// One vitest project as a stage; counts come from its JSON report.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'
import { countVitest } from './counts.mjs'

const REPORTS = join(ROOT, '.cache', 'reports')

export const reportPath = (name) => {
  mkdirSync(REPORTS, { recursive: true })
  const path = join(REPORTS, `${name}.json`)
  // An old report must not stand in for a run that wrote none.
  rmSync(path, { force: true })
  return path
}

export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

export const vitestStage = (project, files = []) => ({
  name: project,
  async run({ priority } = {}) {
    const path = reportPath(project)
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project]
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
    const env = { ...process.env, NO_COLOR: '1' }
    const { code, output } = await run(process.execPath, [...args, ...reporters, ...files], {
      cwd: ROOT,
      env,
      priority,
    })
    return { ...countVitest(readReport(path), code), output }
  },
})
