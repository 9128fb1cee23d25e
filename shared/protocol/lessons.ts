// The lessons of the control server: `GET /api/lessons` lists them in the order of the course, `GET
// /api/lessons/:name` is one as a recording, line by line.

/** In the order of the course. */
export const TOPICS = [
  'elections',
  'replication',
  'writes in flight',
  'snapshots',
  'membership',
  'reads and transfer',
  'tables',
] as const
export type Topic = (typeof TOPICS)[number]

export interface LessonFacts {
  /** Names it in addresses. */
  readonly name: string
  readonly title: string
  readonly topic: Topic
  /** What it is about. */
  readonly sentence: string
  readonly steps: number
  /** 0: it has no cluster, only tables. */
  readonly replicas: number
}
