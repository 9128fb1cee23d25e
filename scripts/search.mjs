// `npm run search`: every order of everything within bounds, from the command line.

import { setUpOrExit } from './setup.mjs'

await setUpOrExit()
await import('../dist/server/search.mjs')
