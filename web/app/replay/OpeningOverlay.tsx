// Over the picture while a file is on its way: where to drop it, how far it is read, or why it cannot be played.
// The picture below stays as it is.

import { unreachable } from '../../../shared/assert.ts'
import { testIds } from '../../../shared/test-ids.ts'
import { forgetOpening, useOpening } from '../../store/opening.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useDrop } from './use-drop.ts'

export function OpeningOverlay() {
  const over = useDrop()
  const opening = useOpening((state) => state.opening)
  if (over)
    return (
      <div className="drop-veil">
        <p>Drop the recording to play it</p>
      </div>
    )
  switch (opening.kind) {
    case 'idle':
      return null
    case 'reading':
      return <Reading name={opening.name} share={opening.share} />
    case 'refused':
      return (
        <div className="opening">
          <Notice tone="bad" testId={testIds.opening} action={<Button onPress={forgetOpening}>Close</Button>}>
            {opening.sentence}
          </Notice>
        </div>
      )
    default:
      return unreachable(opening)
  }
}

const PERCENT = 100

function Reading({ name, share }: { name: string; share: number }) {
  const percent = Math.floor(share * PERCENT)
  return (
    <div className="opening">
      <div className="notice notice-plain" data-testid={testIds.opening}>
        <p id="opening-words">{`Reading ${name}: ${percent} %`}</p>
        <progress value={percent} max={PERCENT} aria-labelledby="opening-words" />
        <Button onPress={forgetOpening}>Stop</Button>
      </div>
    </div>
  )
}
