// What a timer of the operating system is asked for when cluster time slows down. Divided by a small rate a wait gets
// longer than the timers of Node and of browsers can count, and those would then fire at once, and again, without end.

/** 24.8 days: such a timer counts milliseconds in 31 bits. */
export const LONGEST_WAIT_MS = 2 ** 31 - 1

/**
 * Real milliseconds until so much of cluster time is over, for `rate` above 0; at most what a timer can count, so
 * whoever waits looks at the clock again when it fires. Whole milliseconds: a fraction would be cut off, and the
 * timer would fire too early for nothing.
 */
export const realWait = (clusterMs: number, rate: number): number =>
  Math.min(LONGEST_WAIT_MS, Math.max(0, Math.ceil(clusterMs / rate)))
