import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProcessFacts } from '../control/process-facts.ts'
import { watchShell } from './lifeline.ts'

const childOf = (parent: number): ProcessFacts => ({ parent, started: '1', command: 'sh', state: 'running' })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubEnv('npm_lifecycle_event', 'npx')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

describe('a process that npx started through a shell', () => {
  it('ends when npx has ended, though the shell between them stays', () => {
    let facts: ProcessFacts | null = childOf(70)
    const lost = vi.fn()
    watchShell(lost, () => facts)
    vi.advanceTimersByTime(2_000)
    expect(lost).not.toHaveBeenCalled()
    facts = childOf(1)
    vi.advanceTimersByTime(1_000)
    expect(lost).toHaveBeenCalled()
  })

  it('goes on when nobody can say whose child the shell is: a busy machine is no end', () => {
    let facts: ProcessFacts | null = childOf(70)
    const lost = vi.fn()
    watchShell(lost, () => facts)
    facts = null
    vi.advanceTimersByTime(2_000)
    expect(lost).not.toHaveBeenCalled()
  })
})
