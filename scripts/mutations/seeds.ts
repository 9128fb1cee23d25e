// The simulator's part in catching a mutation: seeds 1, 2, 3... once each, until one goes wrong.

import { runSeed } from '../../server/sim/run.ts'

const [seeds = 0, steps = 0] = process.argv.slice(2).map(Number)

for (let seed = 1; seed <= seeds && process.exitCode === undefined; seed += 1) {
  const { violation } = runSeed(seed, { steps })
  if (violation === null) continue
  console.log(`seed ${seed}: ${violation.message.split('\n')[0] ?? ''}`)
  process.exitCode = 1
}
