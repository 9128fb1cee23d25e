import { expect, it } from 'vitest'
import { count } from './attack.ts'
import type { Tally } from './attack.ts'
import { fault, pause } from './nemesis/move.ts'

it('a nemesis that was refused and only waited has done nothing', () => {
  const tally: Tally = { rounds: 1, moves: 0, refused: 0, missing: null }
  const kill = fault({ kind: 'kill', node: 'atm-1' })
  count(tally, kill, { kind: 'refused', why: 'atm-1 is killed' })
  count(tally, pause(5), { kind: 'done' })
  expect(tally).toMatchObject({ moves: 0, refused: 1, missing: null })
  count(tally, kill, { kind: 'done' })
  count(tally, kill, { kind: 'unknown', why: 'status 501' })
  expect(tally).toMatchObject({ moves: 1, refused: 1, missing: 'status 501' })
})
