// Coverage marks: rare branches that a sweep must reach, or the simulator is weaker than we think. They are
// read from what a core tells and from what can be seen around it; the product knows nothing of them.

export const MARKS = [
  'election won',
  'vote split or lost',
  'vote refused by lease',
  'pre-vote refused with higher term',
  'check-quorum step-down',
  'tail cut by a new leader',
  'append refused',
  'commit before own disk',
  'replaced write ignored',
  'single entry above the limit',
  'probe woken by heartbeat',
  'read confirmed',
  'read dropped',
  'read waited for own-term commit',
  'proposal replaced',
  'proposal refused for uncommitted bytes',
  'request remembered',
  'request forgotten',
  'unsynced records lost',
  'batch torn by a crash',
  'crash during a write of files',
  'torn tail cut',
  'lone comma repaired',
  'recovery crashed',
  'margin recovered',
  'disk failed',
  'power cut of all',
  'thawed with frames waiting',
  'mailbox overflow',
  'outbox overflow',
  'frame duplicated',
  'frame overtaken',
  'message for an earlier life',
  'minority left dead',
  'members changed',
  'replica closed',
  'transfer done',
  'transfer given up',
  'forced vote',
  'configuration committed',
  'configuration rolled back',
  'truncation across a configuration',
  'tombstone hit',
  'answer inside a snapshot',
  'snapshot in the making',
  'snapshot taken',
  'snapshot offered',
  'snapshot restored',
  'index sealed',
  'index part fetched',
  'older snapshot ignored',
  'clock jump',
  'clock paused',
  'damaged frame refused',
  'damage refused',
  'crash in the next write',
  'append said again',
  'tail dropped by snapshot',
  'tail kept by snapshot',
  'stale session ignored',
] as const

export type Mark = (typeof MARKS)[number]

export class Marks {
  readonly counts = new Map<string, number>()

  hit(mark: Mark): void {
    this.counts.set(mark, (this.counts.get(mark) ?? 0) + 1)
  }

  add(other: Marks): void {
    for (const [mark, count] of other.counts) this.counts.set(mark, (this.counts.get(mark) ?? 0) + count)
  }

  get missing(): readonly Mark[] {
    return MARKS.filter((mark) => !this.counts.has(mark))
  }
}
