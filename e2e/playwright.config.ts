import { defineConfig } from '@playwright/test'

// Real processes, a real Chromium, the built page. One story at a time: two cores are few. Nothing sleeps; a story
// waits for what a person would wait for. Those that only look share a cluster, which ends before the others begin.
const chromium = process.env['RAFTROOM_CHROMIUM']
const LOOKING = /(accessibility|first-look|lessons)\.spec\.ts$/

export default defineConfig({
  testDir: './scenarios',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: 'list',
  projects: [
    { name: 'looking', testMatch: LOOKING },
    { name: 'acting', testIgnore: LOOKING },
  ],
  use: {
    viewport: { width: 1366, height: 768 },
    trace: 'off',
    video: 'off',
    launchOptions: chromium === undefined ? {} : { executablePath: chromium },
  },
})
