// `npm run sim`: whole clusters in virtual time, from the command line.

import { setUpOrExit } from './setup.mjs'

await setUpOrExit()
const { main } = await import('../dist/server/sim.mjs')
process.exitCode = main(process.argv.slice(2))
