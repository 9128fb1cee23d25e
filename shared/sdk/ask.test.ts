import { describe, expect, it } from 'vitest'
import { ask } from './ask.ts'
import type { Outcome } from './ask.ts'
import type { Attempt } from './attempt.ts'
import { FakeNode } from './fake-node.ts'
import { createPatience } from './patience.ts'

const refusal = (code: string): Attempt => ({
  kind: 'answer',
  status: 409,
  body: { status: 'failure', code, message: code, outcome: 'refused' },
})

/** Gives these answers in turn; without pauses, since each is drawn as none at all. */
async function asked(...attempts: readonly Attempt[]): Promise<Outcome> {
  const patience = { ...createPatience(new FakeNode().timers), wait: () => Promise.resolve() }
  return ask({
    patience,
    random: () => 0,
    retryFor: 10_000,
    attempt: (again) => Promise.resolve(attempts[again] ?? { kind: 'lost' }),
  })
}

describe('asking until the outcome is known', () => {
  it('ends as refused when the queue is empty and no attempt was lost', async () => {
    expect(await asked(refusal('empty'))).toMatchObject({ outcome: 'refused', code: 'empty' })
  })

  it('ends as unknown when an attempt was lost before: "empty" is not remembered, and that one may still take a message', async () => {
    expect(await asked({ kind: 'lost' }, refusal('empty'))).toMatchObject({ outcome: 'unknown' })
  })

  it('ends as refused also after a lost attempt where the refusal is remembered under the id', async () => {
    const outcome = await asked({ kind: 'lost' }, refusal('insufficient-funds'))
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'insufficient-funds' })
  })
})
