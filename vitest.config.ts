import { defineConfig } from 'vitest/config'

// Four projects: `unit` and `web` have nothing real in them, `sim` is the seeded simulator, `live` starts real sockets,
// files and processes, one file at a time: two clusters that look for free ports at once may find the same ones. No
// module of the server keeps a state of its own, so its tests share what a worker has loaded, which halves their time;
// the stores of the page live as long as the page, so each of its tests loads them anew.
const exclude = ['node_modules/**', 'dist/**', 'e2e/**']
/** In milliseconds, far above what any test takes: a busy machine is no reason to fail. */
const computing = { testTimeout: 300_000, hookTimeout: 300_000 }
const waiting = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // Left to itself it keeps one core free, which is half of two.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,server,atm-sim,scripts}/**/*.test.ts'],
          exclude: [...exclude, '**/*.live.test.ts', 'server/sim/**'],
          isolate: false,
          restoreMocks: true,
          ...computing,
        },
      },
      { test: { name: 'web', include: ['web/**/*.test.{ts,tsx}'], exclude, ...computing } },
      {
        test: {
          name: 'sim',
          include: ['server/sim/**/*.test.ts'],
          exclude,
          isolate: false,
          ...computing,
        },
      },
      {
        test: {
          name: 'live',
          isolate: false,
          include: ['**/*.live.test.ts'],
          exclude,
          fileParallelism: false,
          ...waiting,
        },
      },
    ],
  },
})
