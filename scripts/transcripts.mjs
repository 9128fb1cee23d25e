// `npm run transcripts`: the written stories of the core, played, listed, or made recordings of.

import { setUpOrExit } from './setup.mjs'

await setUpOrExit()
const { main } = await import('../dist/server/transcripts.mjs')
process.exitCode = main(process.argv.slice(2))
