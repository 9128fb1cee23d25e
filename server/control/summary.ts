// What a start prints when the cluster is there. Pure.

import type { RunningNode } from './control.ts'

/** One screen: where to look, who runs where, how to end it. */
export function summary(url: string, nodes: readonly RunningNode[], data: string, npm: boolean): string {
  const rows = nodes.map(({ id, pid, httpPort, raftPort }) => [
    id,
    String(pid),
    String(httpPort),
    String(raftPort),
  ])
  const table = [['node', 'pid', 'http', 'raft'], ...rows]
    .map(
      ([id = '', ...numbers]) => `  ${id.padEnd(12)}${numbers.map((number) => number.padStart(9)).join('')}`,
    )
    .join('\n')
  const command = npm ? 'npm run raftroom --' : 'npx raftroom'
  return [
    '',
    `  raftroom is ready:  ${url}`,
    '',
    table,
    '',
    `  data     ${data}`,
    `  try      ${command} atm atm-1    ${command} status    kill -9 <pid>`,
    '  stop     Ctrl-C (everything it started ends, nothing is lost)',
    '',
  ].join('\n')
}

/** Everything that can run does, and something is missing all the same: never called ready. */
export const incomplete = (url: string, lacking: readonly string[]): string =>
  [
    '',
    `  raftroom runs, but it is not complete:  ${url}`,
    '',
    ...lacking.map((what) => `  ${what}`),
    '',
    '  The others go on without it. It can be started again on the dashboard; Ctrl-C ends everything.',
    '',
  ].join('\n')

/** The one line for programs. */
export const readyLine = (url: string, nodes: readonly RunningNode[], data: string, pid: number): string =>
  JSON.stringify({ ready: true, url, pid, data, nodes })
