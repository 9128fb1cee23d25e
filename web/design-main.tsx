// A stage alone, with the demonstration instead of a cluster, for people who draw: not part of the product.
// ?view=cluster|group|wall &group=atm &w=1280&h=800 (size of the picture) &rows=200 &focus=atm-2 &theme=dark

import { createRoot } from 'react-dom/client'
import './app/fonts.css'
import './app/theme.css'
import './ui/controls.css'
import './ui/surfaces.css'
import './ui/overlays.css'
import { assert } from '../shared/assert.ts'
import { foldAll } from '../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../shared/cluster-view.ts'
import { demoEvents } from './fixtures/demo-events.ts'
import { manyGroups } from './fixtures/many-groups.ts'
import './stage/stage.css'
import { useCluster } from './store/cluster.ts'
import { useFocus } from './store/focus.ts'

const query = new URLSearchParams(location.search)
const rows = Number(query.get('rows') ?? 0)
const events = rows > 0 ? manyGroups(rows) : demoEvents()
useCluster.setState({ view: foldAll(EMPTY_VIEW, events), rights: 'drive', run: 'demo' })

const view = query.get('view')
useFocus.setState({ view: view === 'group' || view === 'wall' ? view : 'cluster', group: query.get('group') })
const focused = query.get('focus')
if (focused !== null) useFocus.getState().focusNode(focused)
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light'

const root = document.getElementById('root')
assert(root !== null, 'the page has an element #root')
const size = (name: string): string => (query.has(name) ? `${query.get(name)}px` : '100%')

/** Each stage by itself, so that one that is being worked on does not keep the others from showing. */
async function stageFor(view: string | null) {
  if (view === 'group') return (await import('./stage/GroupStage.tsx')).GroupStage
  if (view === 'wall') return (await import('./stage/WallStage.tsx')).WallStage
  return (await import('./stage/ClusterStage.tsx')).ClusterStage
}

const Stage = await stageFor(view)
createRoot(root).render(
  <main style={{ width: size('w'), height: size('h'), overflow: 'hidden' }}>
    <Stage onContext={() => undefined} />
  </main>,
)
