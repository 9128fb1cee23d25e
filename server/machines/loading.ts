// Taking over a large state in slices: a machine reads it bit by bit beside the state that is in force, and at the end
// puts all of it in its place at once. So a follower goes on to tick and to answer while a leader's snapshot comes in.

/** Each step is a bounded piece of work and changes nothing yet. What it returns at the end puts the state in force. */
export type Loading = Generator<void, () => void>

/** All steps in one go, and the state in force. */
export function loadAtOnce(loading: Loading): void {
  for (;;) {
    const step = loading.next()
    if (step.done === true) return step.value()
  }
}
