import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ExitFact } from '../../shared/trace-facts.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { BoundedLog } from './bounded-log.ts'
import { NodeProcess } from './node-process.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftroom-process-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config: NodeConfig = {
  node: 'atm-1',
  role: 'atm',
  cluster: 'test',
  dir: '/nowhere',
  host: '127.0.0.1',
  httpPort: 0,
  raftPort: 0,
  peers: [],
  members: [],
  lastFirstReplica: 0,
  mayCreate: true,
  seed: 1,
  clock: { epoch: 1, rate: 1, clusterBase: 0, wallBase: 0, origin: 0 },
  origins: [],
  version: '0.0.0',
}

/** Runs this text as a node until it ends. */
async function end(program: string): Promise<{ exit: ExitFact; lastLine: string }> {
  const script = join(folder, 'node.mjs')
  writeFileSync(script, program)
  const log = new BoundedLog(join(folder, 'node.log'))
  let said = ''
  const node = new NodeProcess(
    { flags: [], script, config, env: process.env, log },
    { onMessage: () => {}, onEnd: (_, lastLine) => (said = lastLine) },
  )
  return { exit: await node.ended, lastLine: said }
}

it('keeps the last line of the error output of a process that ended cleanly', async () => {
  const said = await end(
    `process.stderr.write('first\\nlast words\\n\\n'); process.stdout.write('beside\\n')`,
  )
  expect(said).toEqual({ exit: { code: 0, signal: null }, lastLine: 'last words' })
})

it('keeps a line that was not finished, and no more than a sentence of a long one', async () => {
  expect((await end(`process.stderr.write('cut off in the mid')`)).lastLine).toBe('cut off in the mid')
  expect((await end(`process.stderr.write('x'.repeat(9000) + '\\n')`)).lastLine).toHaveLength(400)
})
