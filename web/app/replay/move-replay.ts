// What a key does to the recording that is played.

import { unreachable } from '../../../shared/assert.ts'
import { closeTape, move } from '../../store/replay.ts'
import { nextStep, stepBefore } from '../../store/tape/lesson-steps.ts'
import { fasterSpeed, playOrPause, slowerSpeed, step, stepToMark } from '../../store/tape/playback.ts'

export type ReplayAction =
  | 'playOrPause'
  | 'stepOn'
  | 'stepBack'
  | 'nextMark'
  | 'markBefore'
  | 'nextStep'
  | 'stepBefore'
  | 'slowerReplay'
  | 'fasterReplay'
  | 'ownSpeed'
  | 'backToLive'

export function moveReplay(action: ReplayAction): void {
  switch (action) {
    case 'playOrPause':
      return move(playOrPause)
    case 'stepOn':
      return move((tape, playback) => step(tape, playback, 1))
    case 'stepBack':
      return move((tape, playback) => step(tape, playback, -1))
    case 'nextMark':
      return move((tape, playback) => stepToMark(tape, playback, 1))
    case 'markBefore':
      return move((tape, playback) => stepToMark(tape, playback, -1))
    case 'nextStep':
      return move(nextStep)
    case 'stepBefore':
      return move(stepBefore)
    case 'slowerReplay':
      return move((_, playback) => ({ ...playback, speed: slowerSpeed(playback.speed) }))
    case 'fasterReplay':
      return move((_, playback) => ({ ...playback, speed: fasterSpeed(playback.speed) }))
    case 'ownSpeed':
      return move((_, playback) => ({ ...playback, speed: 1 }))
    case 'backToLive':
      return closeTape()
    default:
      return unreachable(action)
  }
}
