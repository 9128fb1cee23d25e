// `npm run check`: what can be said about the code without running the system.

import { setUpOrExit } from './setup.mjs'

const began = performance.now()
await setUpOrExit({ build: false })

const { staticChecks } = await import('./testing/static-checks.mjs')
const { vitestStage } = await import('./testing/vitest-stage.mjs')
const { report, runPhases } = await import('./testing/stages.mjs')

const tidy = { ...vitestStage('unit', ['scripts/tidy.test.ts']), name: 'tidy' }
process.exitCode = report(await runPhases([[staticChecks(), [tidy]]]), began)
