// `raftroom nodes`: list them, add a broker, take one out, bring a manager or an ATM back without its files. Whether
// any of it can be done is the control server's to say.

import type { Command } from 'commander'
import { NODE_ROLES } from '../../shared/ids.ts'
import { ControlClient } from './control-client.ts'
import { wrongUsage } from './failure.ts'
import type { WhereOptions } from './find-cluster.ts'
import { clusterUrl } from './find-cluster.ts'
import { JSON_OPTION, URL_OPTION } from './options.ts'
import type { NewCommand, Surroundings } from './options.ts'
import type { Format } from './output.ts'
import { print, table } from './output.ts'

type Options = WhereOptions & Format

export function addNodes(command: NewCommand, { env, output }: Surroundings): void {
  const nodes = command(
    'nodes',
    'list nodes; add or remove a broker; rejoin a manager or ATM that lost its files',
    'raftroom nodes remove broker-2',
  )
  const control = (options: Options): ControlClient => new ControlClient(clusterUrl(options, env))
  nodes
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const { nodes: all } = await control(options).cluster()
      print(output, options, { nodes: all }, () =>
        table(all.map(({ id, state, httpPort, raftPort }) => [id, state, `${httpPort}`, `${raftPort}`])),
      )
    })
  nodes
    .command('add <role>')
    .description('add a broker under the next number and start it')
    .addHelpText('after', '\nExample:\n  raftroom nodes add broker')
    .action(async (role: string, _options: unknown, self: Command) => {
      if (!NODE_ROLES.some((known) => known === role))
        throw wrongUsage(`there is no role ${role}: the form is raftroom nodes add broker`)
      const options: Options = self.optsWithGlobals()
      const done = await control(options).addNode(role)
      print(output, options, done, () => String(done['text']))
    })
  nodes
    .command('remove <node>')
    .description('decommission a broker: ends when its replicas are elsewhere; asked again, it goes on')
    .addHelpText('after', '\nExample:\n  raftroom nodes remove broker-5')
    .action(async (node: string, _options: unknown, self: Command) => {
      const options: Options = self.optsWithGlobals()
      if (options.json !== true) output.note(`${node}: its replicas move away, some seconds for each ...`)
      const done = await control(options).removeNode(node)
      print(output, options, done, () => String(done['text']))
    })
  nodes
    .command('rejoin <node>')
    .description(
      'bring back a manager or ATM that lost its files, under a new replica id; asked again, it goes on',
    )
    .addHelpText('after', '\nExample:\n  raftroom nodes rejoin atm-2')
    .action(async (node: string, _options: unknown, self: Command) => {
      const options: Options = self.optsWithGlobals()
      if (options.json !== true)
        output.note(`${node}: it learns what its group knows before it votes again ...`)
      const done = await control(options).rejoinNode(node)
      print(output, options, done, () => String(done['text']))
    })
}
