// The checker's oracle: tries every order of every choice of open operations, with no cleverness at all. For
// up to seven operations that is quick, and nothing in it can be wrong in the way the search can.

import type { Model } from './model.ts'
import type { Operation } from './operations.ts'

export function explainsByForce<S, C>(model: Model<S, C>, operations: readonly Operation[]): boolean {
  const parts = new Set(operations.map((each) => model.part(each)))
  return [...parts].every((part) => {
    const own = operations.filter((each) => model.part(each) === part)
    return extend(model, model.initial(part), own)
  })
}

function extend<S, C>(model: Model<S, C>, state: S, left: readonly Operation[]): boolean {
  if (left.every(({ reply }) => reply === null)) return true
  return left.some((next) => {
    const others = left.filter((each) => each !== next)
    // Somebody who is still to come had ended before this one began.
    if (others.some(({ end }) => end < next.begin)) return false
    const after = model.step(state, model.read(next))
    return after !== null && extend(model, after, others)
  })
}
