// `npm start`: set up, then become the control server. In this very process: one process less to hold
// memory, and a signal to npm's child is a signal to the control server.

import { setUpOrExit } from './setup.mjs'

await setUpOrExit()
const { main } = await import('../dist/server/control.mjs')
await main(process.argv.slice(2))
