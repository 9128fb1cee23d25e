// Where a node listens that joins while the others run: where a start would have put it, if nobody is there.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { NodeName, NodePlace } from './node-plan.ts'
import { placeAt } from './node-plan.ts'
import { findPorts, portsOf, whyTaken } from './ports.ts'

const WAY_OUT = 'start the cluster with --port <another>'

/** `port`: what the cluster was started with; 0 is any free ones. */
export async function findPlace(
  host: string,
  port: number,
  name: NodeName,
): Promise<Result<NodePlace, string>> {
  if (port === 0) {
    const any = await findPorts(host, 0, [name])
    const [place] = any.ok ? any.value.nodes : []
    return place === undefined ? err(`no free ports were found on ${host} for ${name.id}`) : ok(place)
  }
  const place = placeAt(port, name)
  const taken = await whyTaken(host, portsOf(place), WAY_OUT)
  return taken === null ? ok(place) : err(taken)
}
