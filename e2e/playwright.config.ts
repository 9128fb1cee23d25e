import { defineConfig } from '@playwright/test'

// Real processes, a real Chromium, the built page. One story at a time: each has a cluster of its own and
// two cores are few. Nothing sleeps; a story waits for what a person would wait for.
const chromium = process.env['RAFTROOM_CHROMIUM']

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
  use: {
    viewport: { width: 1366, height: 768 },
    trace: 'off',
    video: 'off',
    launchOptions: chromium === undefined ? {} : { executablePath: chromium },
  },
})
