// Runs stages, shows that they go on, and keeps their counts. Lanes of a phase run side by side: tests of real
// processes, which mostly wait, beside what only computes and stands back for them.

import { seconds } from '../setup/say.mjs'

const STILL_EVERY_MS = 10_000
/** Of ten parts of a processor that both want, it leaves nine. */
const BACKGROUND = 10

/** The same stage with what others leave of the processor. */
export const inBackground = ({ name, run }) => ({ name, run: () => run({ priority: BACKGROUND }) })

/** `phases`: lists of lanes; a lane is a list of stages, run one after the other. */
export async function runPhases(phases, print = console.log) {
  const results = []
  for (const lanes of phases) {
    const running = new Map()
    const still = setInterval(() => print(stillRunning(running)), STILL_EVERY_MS)
    await Promise.all(
      lanes.map(async (lane) => {
        for (const stage of lane) results.push(await runStage(stage, running, print))
      }),
    )
    clearInterval(still)
  }
  return results
}

async function runStage({ name, run }, running, print) {
  const began = performance.now()
  running.set(name, began)
  const outcome = await run().catch((error) => ({
    passed: 0,
    failed: 1,
    output: String(error?.stack ?? error),
  }))
  running.delete(name)
  const result = { name, ms: performance.now() - began, ...outcome }
  if (result.failed > 0) print(`\n---- ${name} failed ----\n${result.output.trimEnd()}\n----`)
  print(row(result))
  return result
}

const row = ({ name, passed, failed, ms }) =>
  `${failed === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)}${String(passed).padStart(6)} passed${String(failed).padStart(5)} failed${seconds(ms).padStart(10)}`

const stillRunning = (running) =>
  `  ... ${[...running].map(([name, began]) => `${name} (${seconds(performance.now() - began)})`).join(', ')}`

export const totals = (results) => ({
  passed: results.reduce((sum, { passed }) => sum + passed, 0),
  failed: results.reduce((sum, { failed }) => sum + failed, 0),
})

/** The table of stages, then the one line that scripts look for. Returns the exit code. */
export function report(results, began, print = console.log) {
  const { passed, failed } = totals(results)
  print(`\n${results.map(row).join('\n')}\nall stages took ${seconds(performance.now() - began)}\n`)
  print(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}
