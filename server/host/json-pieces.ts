// The text of a large value bit by bit, so that nobody has to make all of it in one turn of a loop: together
// the pieces are what JSON.stringify gives. Objects are opened, and of a list each item is one piece: all that
// grows in a machine's state are lists, and their items are bounded.

import type { Json } from '../../shared/ids.ts'

/** The value must not change before the last piece is made. */
export function* jsonPieces(value: Json): Generator<string, void> {
  if (isList(value)) {
    let before = '['
    for (const item of value) {
      yield before + JSON.stringify(item)
      before = ','
    }
    yield value.length === 0 ? '[]' : ']'
  } else if (typeof value === 'object' && value !== null) {
    let before = '{'
    for (const [key, item] of Object.entries(value)) {
      // Left out, as JSON.stringify does.
      if (item === undefined) continue
      yield `${before}${JSON.stringify(key)}:`
      yield* jsonPieces(item)
      before = ','
    }
    yield before === '{' ? '{}' : '}'
  } else yield JSON.stringify(value)
}

/** Array.isArray does not tell a readonly list from an object. */
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
