import { defineConfig } from 'vitest/config'

// Three projects: `unit` has nothing real in it, `sim` is the seeded simulator, `live` starts real
// sockets, files and processes and therefore runs one file at a time.
const exclude = ['node_modules/**', 'dist/**', 'e2e/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,server,atm-sim,scripts}/**/*.test.ts', 'web/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.live.test.ts', 'server/sim/**'],
          environment: 'node',
          // Far above what any of them takes: a busy machine is no reason to fail.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'sim', include: ['server/sim/**/*.test.ts'], exclude, testTimeout: 300_000 } },
      {
        test: {
          name: 'live',
          include: ['**/*.live.test.ts'],
          exclude,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
