// The line beside a button that says what became of it. Empty, it still keeps its height.

import { Icon } from './Icon.tsx'
import type { Deed } from './use-deed.ts'

export function DeedLine({ deed, testId }: { deed: Deed; testId?: string | undefined }) {
  return (
    <p
      className={`deed deed-${deed.kind}`}
      role={deed.kind === 'refused' ? 'alert' : 'status'}
      data-testid={testId}
      data-state={deed.kind}
      title={deed.kind === 'idle' ? undefined : deed.text}
    >
      {deed.kind === 'done' && <Icon name="check" />}
      {deed.kind === 'refused' && <Icon name="alert" />}
      {deed.kind !== 'idle' && <span>{deed.text}</span>}
    </p>
  )
}
