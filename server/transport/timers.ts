// Time as the transport sees it: handed in, so that twins and tests run on virtual time.

export interface Timers {
  /** Monotonic milliseconds, the same clock in every process of this computer. */
  now(): number
  /** Calls back once, later, never inside `setTimer`. Returns the cancel function. */
  setTimer(ms: number, fn: () => void): () => void
}

export const realTimers: Timers = {
  now() {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1_000 + nanoseconds / 1_000_000
  },
  setTimer(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}
