// What a set-up tells people. Always on standard error: standard output belongs to results.

/** A step that takes longer says so again and again, so that nobody takes it for hung. */
const STILL_EVERY_MS = 5_000

export const say = (text) => process.stderr.write(`${text}\n`)

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** Says what begins, that it still goes on, and how long it took. */
export async function step(name, run) {
  const began = performance.now()
  say(`${name} ...`)
  const still = setInterval(() => say(`${name} ... ${seconds(performance.now() - began)}`), STILL_EVERY_MS)
  try {
    return await run()
  } finally {
    clearInterval(still)
    say(`${name} took ${seconds(performance.now() - began)}`)
  }
}

/** A failure that is explained in a sentence; its stack would help nobody. */
export class SetupError extends Error {}
