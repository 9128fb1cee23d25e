// The browser stories: finds a Chromium, runs Playwright, counts from its JSON report.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'
import { findChromium } from './chromium.mjs'
import { countPlaywright } from './counts.mjs'
import { readReport, reportPath } from './vitest-stage.mjs'

const CONFIG = 'e2e/playwright.config.ts'

export const hasBrowserStories = () => existsSync(join(ROOT, CONFIG))

export const browserStage = () => ({
  name: 'browser',
  async run() {
    const chromium = await findChromium()
    if (!chromium.ok) return { passed: 0, failed: 1, output: chromium.message }
    const path = reportPath('browser')
    const { code, output } = await run(
      process.execPath,
      ['node_modules/@playwright/test/cli.js', 'test', '-c', CONFIG, '--reporter=list,json'],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          RAFTROOM_CHROMIUM: chromium.path,
          PLAYWRIGHT_JSON_OUTPUT_FILE: path,
          NO_COLOR: '1',
        },
      },
    )
    return { ...countPlaywright(readReport(path), code), output }
  },
})
