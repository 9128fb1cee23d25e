// Patterns of cuts. Real networks part in more ways than into islands: in a bridge, a ring or one way only,
// some pairs still meet (decentralizedthoughts, 2020-12-12). Each answers the directed links to cut.

export type DirectedLink = readonly [from: number, to: number]

const everyLink = (nodes: readonly number[]): DirectedLink[] =>
  nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to): DirectedLink => [from, to]))

/** Two islands without a link between them. */
export const islands = (nodes: readonly number[], island: ReadonlySet<number>): DirectedLink[] =>
  everyLink(nodes).filter(([from, to]) => island.has(from) !== island.has(to))

/** Two islands that meet in one node, which both see. */
export const bridge = (nodes: readonly number[], middle: number, left: ReadonlySet<number>): DirectedLink[] =>
  everyLink(nodes).filter(([from, to]) => from !== middle && to !== middle && left.has(from) !== left.has(to))

/** Everybody sees the two neighbours only. */
export const ring = (nodes: readonly number[]): DirectedLink[] =>
  everyLink(nodes).filter(([from, to]) => {
    const apart = Math.abs(nodes.indexOf(from) - nodes.indexOf(to))
    return apart !== 1 && apart !== nodes.length - 1
  })

/** This node is heard by nobody, but hears everybody. */
export const mute = (nodes: readonly number[], node: number): DirectedLink[] =>
  everyLink(nodes).filter(([from]) => from === node)

/** This node hears nobody, but is heard by everybody. */
export const deaf = (nodes: readonly number[], node: number): DirectedLink[] =>
  everyLink(nodes).filter(([, to]) => to === node)

export const some = (nodes: readonly number[], picks: () => boolean): DirectedLink[] =>
  everyLink(nodes).filter(() => picks())
