// The main view: one of the stages, as the viewer chose.

import { unreachable } from '../../shared/assert.ts'
import { useFocus } from '../store/focus.ts'
import { ClusterStage } from './ClusterStage.tsx'
import type { OnContext } from './context.ts'
import { GroupStage } from './GroupStage.tsx'
import { WallStage } from './WallStage.tsx'
import './stage.css'

export function MainView({ onContext }: { onContext: OnContext }) {
  const view = useFocus((state) => state.view)
  switch (view) {
    case 'cluster':
      return <ClusterStage onContext={onContext} />
    case 'group':
      return <GroupStage onContext={onContext} />
    case 'wall':
      return <WallStage onContext={onContext} />
    default:
      return unreachable(view)
  }
}
