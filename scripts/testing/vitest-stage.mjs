// One vitest project as a stage; counts come from its JSON report.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'

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
  async run() {
    const path = reportPath(project)
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--passWithNoTests']
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
    const env = { ...process.env, NO_COLOR: '1' }
    const { code, output } = await run(process.execPath, [...args, ...reporters, ...files], {
      cwd: ROOT,
      env,
    })
    return { ...countVitest(readReport(path), code), output }
  },
})

/** A file that cannot even be loaded fails without failing a single test: it counts as one. */
export function countVitest(report, code) {
  if (report === null) return { passed: 0, failed: code === 0 ? 0 : 1 }
  const passed = report.numPassedTests
  const failed = report.numFailedTests + report.testResults.filter(failedWithoutTests).length
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed }
}

const failedWithoutTests = ({ status, assertionResults }) =>
  status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
