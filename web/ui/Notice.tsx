// A sentence that needs attention, in its place in the page: the result of a button, a lost connection.

import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'

export type Tone = 'plain' | 'good' | 'bad'

const ICONS: Readonly<Record<Tone, IconName | null>> = { plain: null, good: 'check', bad: 'alert' }

interface Props {
  readonly tone: Tone
  readonly children: ReactNode
  readonly action?: ReactNode
  readonly testId?: string
}

export function Notice({ tone, children, action, testId }: Props) {
  const icon = ICONS[tone]
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'} data-testid={testId}>
      {icon !== null && <Icon name={icon} />}
      <p>{children}</p>
      {action}
    </div>
  )
}
