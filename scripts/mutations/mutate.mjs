// One mutation is a small change of one source file: a text that occurs exactly once, and what replaces it.
// A text that no longer occurs, or occurs twice, makes the mutation stale: that is an error, never a pass.

export function mutate(source, { find, replace }) {
  const first = source.indexOf(find)
  if (first === -1) return { ok: false, why: 'its text does not occur' }
  if (source.indexOf(find, first + 1) !== -1) return { ok: false, why: 'its text occurs more than once' }
  if (find === replace) return { ok: false, why: 'it changes nothing' }
  return { ok: true, text: source.slice(0, first) + replace + source.slice(first + find.length) }
}
