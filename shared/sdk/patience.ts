// How long a client waits, in milliseconds of the cluster clock: in slow motion it waits longer, while
// the cluster is paused it does not count at all. Every answer carries the clock in a header.

export interface Patience {
  /** Calls back after this many cluster milliseconds; returns the cancel function. */
  after(clusterMs: number, fn: () => void): () => void
  wait(clusterMs: number): Promise<void>
  /** Takes in a `raftroom-clock: <epoch> <rate>` header. True: the clock goes otherwise now. */
  heard(header: string | null): boolean
  /** Cluster milliseconds since this patience began, as far as the rate is known. */
  now(): number
}

/** Real time, or virtual time in a test. */
export interface RealTimers {
  now(): number
  set(ms: number, fn: () => void): () => void
}

export const realTimers: RealTimers = {
  now: () => performance.now(),
  set(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

/** Longest real wait before the rate is looked at again: a teacher may have changed it meanwhile. */
const LOOK_AGAIN_MS = 500

/** `askClock` asks a node for its clock: while the rate is 0 nothing else would tell of its end. */
export function createPatience(
  timers: RealTimers = realTimers,
  askClock: () => void = () => undefined,
): Patience {
  let epoch = -1
  let rate = 1
  let clusterBase = 0
  let realBase = timers.now()

  const now = (): number => clusterBase + (timers.now() - realBase) * rate

  function after(clusterMs: number, fn: () => void): () => void {
    const due = now() + clusterMs
    let cancel = (): void => {}
    const look = (): void => {
      const left = due - now()
      if (left <= 0) return fn()
      if (rate === 0) askClock()
      cancel = timers.set(Math.min(rate > 0 ? left / rate : LOOK_AGAIN_MS, LOOK_AGAIN_MS), look)
      return undefined
    }
    look()
    return () => cancel()
  }

  return {
    after,
    now,
    wait: (clusterMs) => new Promise((resolve) => void after(clusterMs, resolve)),
    heard(header) {
      const [heardEpoch, heardRate] = (header ?? '').split(' ').map(Number)
      if (heardEpoch === undefined || heardRate === undefined || !(heardEpoch > epoch) || !(heardRate >= 0))
        return false
      clusterBase = now()
      realBase = timers.now()
      epoch = heardEpoch
      const changed = rate !== heardRate
      rate = heardRate
      return changed
    },
  }
}
