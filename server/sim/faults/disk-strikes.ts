// What can happen to one disk. Errors, torn writes and lost syncs come from the disk itself, by its options.

import type { Moment } from './moment.ts'

/** Longest sync of a slow disk, in election timeouts: long enough for another leader to come meanwhile. */
const MAX_SLOW_TIMEOUTS = 6

/** What waits for a slow disk is torn, replaced or overtaken more often. */
export function slowDisk(at: Moment, node: number): void {
  const usual = at.world.options.disk.sync[1]
  const { disk } = at.world.node(node)
  disk.slow(Math.max(1, (at.random.int(1, MAX_SLOW_TIMEOUTS) * at.timeout) / usual))
  at.after(at.lasting(), () => {
    disk.slow(1)
    if (at.random.chance(1 / 2)) at.crash([node])
  })
}

/**
 * Dies in the middle of its next write, or of the next one with a term or a vote: a record must be there whole
 * or not at all, and no entry without its term (B01, B04).
 */
export function crashWriting(at: Moment, number: number): void {
  const node = at.world.node(number)
  const { write, sync } = at.world.options.disk
  const any = at.random.chance(1 / 2)
  node.onWrite = (batch) => {
    if (!any && batch.every(({ persist }) => persist.hard === null)) return
    node.onWrite = () => {}
    at.after(at.random.int(0, write[1] + sync[1]), () => {
      at.world.marks.hit('crash in the next write')
      at.crash([number])
    })
  }
}

/**
 * One bit of what was promised turns over while the node is down. Never on a majority: then loss is legitimate
 * and the run proves nothing. The node must notice, and refuse to start (B43).
 */
export function flipBit(at: Moment, node: number): void {
  const { world } = at
  if (!world.atlas.mayDamage(node)) return
  at.apply({ kind: 'kill', node: at.id(node) })
  if (world.node(node).disk.flipBit(at.random)) world.atlas.damaged(node)
  world.restartLater(node, at.lasting())
}
