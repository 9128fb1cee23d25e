// A request takes effect once: whoever is asked, and however often, its success has one place in the log. A
// repeat gets the first answer, index included (machines remember replies), so a second index is a second effect.

import type { LogIndex, NodeId } from '../ids.ts'
import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check } from './check.ts'
import { Recent } from './recent.ts'

/** Requests followed: some minutes of a busy bank. */
const REQUESTS = 8_192

export function createExactlyOnce(): Check {
  const done = new Recent<string, { node: NodeId; index: LogIndex }>(REQUESTS)
  return {
    name: 'exactly-once',
    take(event) {
      if (event.kind !== 'atm' || event.outcome !== 'ok' || event.index === undefined) return NOT_CHECKED
      const { node, index, request, text } = event
      const first = done.settle(request, { node, index })
      if (first.index === index) return fine(1)
      return broken(
        `${text} took effect twice: request ${request} at entry ${first.index} (said ${first.node}) and at ${index} (said ${node})`,
      )
    },
  }
}
