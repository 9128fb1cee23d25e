// How much the Group view shows, one layer at a time: for a first lesson the ring alone, later everything.

import { testIds } from '../../shared/test-ids.ts'
import { DETAILS, useSettings } from '../store/settings.ts'
import { IconButton } from '../ui/Button.tsx'

export function DetailSteps() {
  const detail = useSettings((state) => state.detail)
  const at = DETAILS.indexOf(detail)
  const change = (by: 1 | -1) => (): void => useSettings.getState().changeDetail(by)
  return (
    <div
      className="detail-steps"
      role="group"
      aria-label="Detail"
      data-testid={testIds.detail}
      data-detail={detail}
    >
      <IconButton
        icon="minus"
        label="Less detail"
        keys="-"
        blocked={at === 0 ? 'the ring is the least' : null}
        onPress={change(-1)}
      />
      <span className="detail-word" aria-live="polite">
        {detail}
      </span>
      <IconButton
        icon="plus"
        label="More detail"
        keys="+"
        blocked={at === DETAILS.length - 1 ? 'this is all there is' : null}
        onPress={change(1)}
      />
    </div>
  )
}
