// A titled part of a column. Its head keeps its place whether the body is full or empty.

import { useId } from 'react'
import type { ReactNode } from 'react'

interface Props {
  readonly title: string
  readonly children: ReactNode
  /** Right end of the head: a count, a button. */
  readonly aside?: ReactNode
  readonly testId?: string
  readonly data?: Readonly<Record<`data-${string}`, string>>
}

export function Section({ title, children, aside, testId, data }: Props) {
  const id = useId()
  return (
    <section className="section" aria-labelledby={id} data-testid={testId} {...data}>
      <header className="section-head">
        <h3 id={id}>{title}</h3>
        {aside !== undefined && <div className="section-aside">{aside}</div>}
      </header>
      {children}
    </section>
  )
}

/** What stands where nothing is yet: one sentence, and perhaps the button that makes the first one. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  )
}
