// `npm test`: everything that is checked anywhere, on a bare clone. The last line is the result.

import { setUp } from './setup.mjs'
import { say } from './setup/say.mjs'

const began = performance.now()

try {
  await setUp({ build: false })
} catch (error) {
  say(error.message)
  console.log('0 passed, 1 failed')
  process.exit(1)
}

// Only now: these use installed packages.
const { buildStage } = await import('./testing/build-stage.mjs')
const { browserStage, hasBrowserStories } = await import('./testing/browser-stage.mjs')
const { inBackground, report, runPhases } = await import('./testing/stages.mjs')
const { staticChecks } = await import('./testing/static-checks.mjs')
const { vitestStage } = await import('./testing/vitest-stage.mjs')

const phases = [
  [
    [...staticChecks(), vitestStage('web'), vitestStage('sim')].map(inBackground),
    [inBackground(vitestStage('unit'))],
    [buildStage(), vitestStage('live')],
  ],
]
if (hasBrowserStories()) phases.push([[browserStage()]])

process.exitCode = report(await runPhases(phases), began)
