// Where the HTTP of a node listens that this one knows from its start.

import type { NodeId } from '../../shared/ids.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'

type Known = Pick<NodeConfig, 'node' | 'host' | 'httpPort' | 'peers'>

export function httpOf(config: Known, node: NodeId): string | null {
  const found = node === config.node ? config : config.peers.find((peer) => peer.node === node)
  return found === undefined ? null : `${found.host}:${found.httpPort}`
}
