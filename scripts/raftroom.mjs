#!/usr/bin/env node
// The `raftroom` command: sets itself up as `npm start` does.

import { setUpOrExit } from './setup.mjs'

await setUpOrExit()
const { main } = await import('../dist/server/raftroom.mjs')
await main(process.argv.slice(2))
