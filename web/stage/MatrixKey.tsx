// What the marks of the log matrix mean, in one quiet line below it.

import type { ReactNode } from 'react'
import { KindGlyph } from './MatrixCell.tsx'

export function MatrixKey() {
  return (
    <ul className="matrix-key" aria-label="Key">
      <Item mark={<span className="key-cell" />}>known committed</Item>
      <Item mark={<span className="key-cell key-cell-open" />}>not yet</Item>
      <Item mark={<span className="key-cell key-cell-foot" />}>on its disk</Item>
      <Item mark={<span className="key-applied" />}>applied</Item>
      <Item mark={<Shape d="M-4.6 0A4.6 4.6 0 1 0 4.6 0A4.6 4.6 0 1 0 -4.6 0Z" />}>match</Item>
      <Item mark={<Shape d="M0 -5L5.4 4.6H-5.4Z" />}>next</Item>
      <Item mark={<Flag />}>group’s commit point</Item>
      <Item mark={<KindGlyph kind="cmd" />}>command</Item>
      <Item mark={<KindGlyph kind="noop" />}>no-op</Item>
      <Item mark={<KindGlyph kind="conf" />}>configuration</Item>
    </ul>
  )
}

/** Stands at the last entry that the group has committed. */
export const Flag = () => (
  <svg className="matrix-flag" viewBox="0 0 14 14" aria-hidden="true">
    <path d="M1.5 14V1h11L9.5 4.75 12.5 8.5h-9V14Z" />
  </svg>
)

const Item = ({ mark, children }: { mark: ReactNode; children: string }) => (
  <li>
    {mark}
    {children}
  </li>
)

const Shape = ({ d }: { d: string }) => (
  <svg className="matrix-mark" viewBox="-6 -6 12 12" aria-hidden="true">
    <path d={d} />
  </svg>
)
