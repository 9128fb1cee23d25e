import { describe, expect, it } from 'vitest'
import { createJudge, stoppedIn } from './stopped-watch.ts'

describe('processes that somebody else stopped', () => {
  it('are told once, after they were seen stopped twice in a row', () => {
    const states = new Map([
      [10, false],
      [11, false],
    ])
    const told: string[] = []
    const judge = createJudge(
      () => [...states].map(([pid, isStopped]) => ({ pid, isStopped })),
      (pid, isStopped) => {
        states.set(pid, isStopped)
        told.push(`${pid} ${isStopped ? 'stopped' : 'goes on'}`)
      },
    )
    judge(new Set([10]))
    expect(told).toEqual([])
    judge(new Set([10]))
    judge(new Set([10]))
    expect(told).toEqual(['10 stopped'])
    // Our own SIGSTOP may not have acted yet when it is looked at: one doubt is no news.
    judge(new Set())
    judge(new Set([10]))
    judge(new Set([10, 11]))
    judge(new Set())
    judge(new Set())
    expect(told).toEqual(['10 stopped', '10 goes on'])
  })

  it('are found in what ps prints', () => {
    expect(stoppedIn('   12 Ss\n  345 T+\n 6 Tl\n  789 R\n')).toEqual(new Set([345, 6]))
  })
})
