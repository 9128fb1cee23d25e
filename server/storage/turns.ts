// Work that is done one piece at a time, in the order it came. A piece says itself when it has ended.

export interface Turns {
  /** Nothing runs and nothing waits. */
  idle(): boolean
  /** Runs `work` when everything before it has ended, at once if nothing runs. */
  take(work: (ended: () => void) => void): void
}

export function createTurns(): Turns {
  const waiting: ((ended: () => void) => void)[] = []
  let running = false

  const next = (): void => {
    const work = waiting.shift()
    running = work !== undefined
    work?.(next)
  }

  return {
    idle: () => !running,
    take(work) {
      waiting.push(work)
      if (!running) next()
    },
  }
}
