// How much time the things of a lesson take in its recording: a cluster of a transcript has no clock, and what happens
// in it happens at once. So long that eyes can follow, so short that a class does not wait.

/** Before the first command of a block: its words have just come. */
export const LEAD_MS = 1_500
/** Between two commands. */
export const COMMAND_MS = 500
/** From sender to receiver. */
export const FLIGHT_MS = 700
/** Between two messages that are delivered one behind the other. */
export const BETWEEN_MS = 200
/** A loss is a cross at the end of the way, and needs no flight. */
export const LOSS_MS = 100
export const DISK_MS = 300
/** So that a whole election timeout passes in a second or two. */
export const TICK_MS = 50
/** The files of a snapshot on their way. */
export const STREAM_MS = 1_200
/** What happened last in a block stays to be seen. */
export const REST_MS = 1_500

/** People read some 240 words a minute. */
const WORD_MS = 250
const SHORTEST_MS = 4_000

/** How long a block stands at least. */
export const readingMs = (words: string): number =>
  Math.max(SHORTEST_MS, words.split(/\s+/).filter((word) => word !== '').length * WORD_MS)
