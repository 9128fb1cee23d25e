// Moves that do not go on. One whose group has no leader cannot be finished and cannot be undone, since only that
// leader could do either; it is put on hold, so that it keeps nobody else waiting, and its turn comes again when the
// group is led. And an operator may give one up as long as its new replica does not vote.

import type { DirectoryCommandOf, MoveGivenUp } from '../../shared/protocol/directory.ts'
import { abortMove, isMoving, noSuchPlan, planOf, tooEarly, whyNotNow } from './directory-moves.ts'
import type { DirectoryState } from './directory-state.ts'
import { partitionAt } from './directory-topics.ts'
import { done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

/** Refused if its turn would come while another move is under way. */
export function holdMove(
  state: DirectoryState,
  command: DirectoryCommandOf<'holdMove'>,
  stamp: Stamp,
): Answer {
  const partition = planOf(state, command)
  if (partition === null) return noSuchPlan(command)
  const { move, epoch } = partition
  const { onHold, ...going } = move
  if (command.onHold === (onHold ?? false)) return done({ epoch })
  const busy = command.onHold ? null : whyNotNow(state, null)
  if (busy !== null) return busy
  state.setPartition({ ...partition, move: command.onHold ? { ...going, onHold: true } : going })
  state.version = stamp.index
  return done({ epoch })
}

/**
 * A plan of which nothing but hosting was ordered ends at once: no leader has heard of its replica. Later the group
 * may know it, so the managers take it out first; it is done when they have.
 */
export function giveUpMove(
  state: DirectoryState,
  command: DirectoryCommandOf<'giveUpMove'>,
  stamp: Stamp,
): Answer {
  const found = partitionAt(state, command)
  if (!found.ok) return found
  const { value: partition } = found
  if (!isMoving(partition))
    return refuse('busy', `no replica of ${command.topic}/${command.partition} is being moved`)
  const { group, epoch, move } = partition
  if (move.step === 'promoted') return tooEarly({ group }, 'the new replica votes already')
  if (move.step === 'planned') {
    abortMove(state, { op: 'abortMove', group, epoch, at: stamp.at }, stamp)
    return done<MoveGivenUp>({ epoch: epoch + 1, done: true })
  }
  state.setPartition({ ...partition, move: { ...move, givingUp: true } })
  state.version = stamp.index
  return done<MoveGivenUp>({ epoch, done: false })
}
