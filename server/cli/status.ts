// `raftroom status`: the cluster on one screen.

import type { ClusterAnswer } from '../../shared/protocol/cluster-answer.ts'
import { table } from './output.ts'

const LIVE = 1

export function statusText(url: string, cluster: ClusterAnswer): string {
  const { ready, clock, nodes, groups, topics, accounts, faults } = cluster
  const pace = clock.rate === 0 ? 'paused' : clock.rate === LIVE ? 'live' : `${clock.rate} of live pace`
  const sum = accounts.reduce((total, { balance }) => total + balance, 0)
  return [
    `${url}  ${ready ? 'ready' : 'not ready'}, ${pace}`,
    '',
    table([
      ['node', 'state', 'pid', 'http', 'raft'],
      ...nodes.map(({ id, state, pid, httpPort, raftPort }) => [
        id,
        state,
        pid === null ? '-' : String(pid),
        String(httpPort),
        String(raftPort),
      ]),
    ]),
    '',
    table([
      ['group', 'leader', 'term', 'commit', 'applied'],
      ...groups.map(({ name, leader, term, commitIndex, replicas }) => [
        name,
        leader ?? 'none',
        String(term),
        String(commitIndex),
        replicas.map(({ node, appliedIndex }) => `${node} ${appliedIndex}`).join(', '),
      ]),
    ]),
    '',
    ...topics.map(
      ({ topic, partitions, messages }) => `topic ${topic}: ${partitions} partitions, ${messages} messages`,
    ),
    `${accounts.length} accounts, ${sum} in all`,
    ...faults.map(({ text, by }) => `fault: ${text} (by ${by})`),
  ].join('\n')
}
