// Does this page hear the server, and may it drive? A word with a shape, never a colour alone.

import { testIds } from '../../shared/test-ids.ts'
import { useCluster } from '../store/cluster.ts'

const WORDS = { connecting: 'connecting', open: 'connected', lost: 'no connection' } as const

export function Connection() {
  const connection = useCluster((state) => state.connection)
  const rights = useCluster((state) => state.rights)
  return (
    <span className="connection" data-testid={testIds.connection} data-connection={connection} role="status">
      <span className="connection-dot" aria-hidden="true" />
      {WORDS[connection]}
      {rights === 'watch' && <span className="watching">watching</span>}
    </span>
  )
}
