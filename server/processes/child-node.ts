// A node that the control server started: it is told everything in one argument, tells what happens over a pipe,
// and ends when its parent does.

import { Socket } from 'node:net'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { nodeConfigSchema } from '../../shared/protocol/uplink.ts'
import { createUplink } from '../host/uplink.ts'
import { describeError, die, dieOfTheUnexpected } from './last-words.ts'
import { watchParent } from './lifeline.ts'
import type { Role, RoleContext } from './node.ts'
import { startNode } from './node.ts'
import { onceReady } from './once-ready.ts'

/** File descriptor of the pipe to the control server. */
const UPLINK_FD = 3

export async function runNode(start: (context: RoleContext) => Promise<Role>): Promise<void> {
  dieOfTheUnexpected(die)
  const config = readConfig(process.argv[2])
  const uplink = createUplink(new Socket({ fd: UPLINK_FD, readable: true, writable: true }))
  const node = await startNode({ config, uplink, die }, start)
  onceReady(node.role.ready, () => uplink.send({ t: 'ready', ready: true }))

  let ending = false
  const end = async (): Promise<void> => {
    if (ending) return
    ending = true
    await node.end()
    process.exit(0)
  }
  process.on('SIGTERM', () => void end())
  process.on('SIGINT', () => void end())
  watchParent(() => void end())
}

function readConfig(text: string | undefined): NodeConfig {
  try {
    return nodeConfigSchema.parse(JSON.parse(text ?? ''))
  } catch (error) {
    return die(
      2,
      `a node is started by the control server, with its configuration as JSON: ${describeError(error)}`,
    )
  }
}
