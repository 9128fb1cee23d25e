// The signs on the scrubber, each around its own middle in a field of 14 x 14: the crown of an elected leader, a
// cross where a process ended, a bolt for a fault, a warning where a promise was broken, a flag where a step of a
// lesson begins.

import type { MarkKind } from '../../store/tape/marks.ts'

const PATHS: Readonly<Record<MarkKind, string>> = {
  step: 'M-3.5 6.5V-6L4.5-2.6-3.5.8',
  leader: 'M-6 -3 -3 0 0 -5 3 0 6 -3 4.6 4.5H-4.6Z',
  exit: 'M-4 -4 4 4M4 -4-4 4',
  fault: 'M1.5 -6-4 1h3.4L-1.5 6 4-1.5H.6Z',
  broken: 'M0 -6 6.5 5.5H-6.5ZM0 -2v3.4M0 3.4v.2',
}

export function MarkSign({ kind }: { kind: MarkKind }) {
  return <path className={`mark-sign mark-${kind}`} d={PATHS[kind]} />
}
