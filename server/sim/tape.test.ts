import { describe, expect, it } from 'vitest'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { fold } from '../../shared/cluster-fold.ts'
import { runSeed } from './run.ts'
import { Tape } from './tape.ts'

function record(seed: number): { hash: number; tape: Tape } {
  const tapes: Tape[] = []
  const { hash } = runSeed(seed, {
    steps: 1_500,
    recorder(world) {
      const tape = new Tape(world)
      tapes.push(tape)
      return tape
    },
  })
  const [tape] = tapes
  if (tape === undefined) throw new Error('no tape was made')
  return { hash, tape }
}

describe('tapes of simulated runs', () => {
  it('a run that is recorded is the same run', () => {
    expect(record(3).hash).toBe(runSeed(3, { steps: 1_500 }).hash)
  })

  it('is what the dashboard plays: every event folds, and the picture ends where the run did', () => {
    const { tape } = record(3)
    const view = tape.events.reduce(fold, EMPTY_VIEW)
    expect(view.seq).toBe(tape.events.length)
    const kinds = new Set(tape.events.map(({ kind }) => kind))
    for (const kind of ['process', 'replica', 'rpc', 'role', 'leader', 'append', 'commit', 'apply', 'fault'])
      expect(kinds).toContain(kind)
    const [keyframe, ...lines] = tape.text('sim-3').trim().split('\n')
    expect(JSON.parse(keyframe ?? '')).toMatchObject({ kind: 'keyframe', run: 'sim-3', seq: 0 })
    expect(lines).toHaveLength(tape.events.length)
  })
})
