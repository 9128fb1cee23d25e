// `npm run sim`: whole clusters in virtual time, from the command line.

import { setUpOrExit } from './setup.mjs'

await setUpOrExit()
await import('../dist/server/sim.mjs')
