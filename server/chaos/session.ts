// Everything a run needs once its cluster stands: who asks, who writes down, who judges, who works.

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { askClock } from '../../shared/sdk/attempt.ts'
import type { Body } from '../../shared/sdk/attempt.ts'
import { createPatience } from '../../shared/sdk/patience.ts'
import { accountListIn } from './clients/customer.ts'
import { Asker } from './clients/asking.ts'
import type { Crowd } from './clients/crowd.ts'
import { TOPIC, gatherCrowd } from './clients/crowd.ts'
import type { ChaosCluster } from './cluster.ts'
import { Control } from './control.ts'
import type { Recorder } from './recorder.ts'
import { Judge } from './verdict/judge.ts'
import type { Scoreboard } from './verdict/scoreboard.ts'

export interface Session {
  readonly cluster: ChaosCluster
  readonly control: Control
  readonly asker: Asker
  readonly recorder: Recorder
  readonly scores: Scoreboard
  readonly judge: Judge
  readonly crowd: Crowd
  readonly say: (text: string) => void
  /** Nodes whose files we touched in this round. */
  readonly damaged: Map<NodeId, Remedy>
  /** Brokers that were asked to go and have not gone. */
  readonly leaving: Set<NodeId>
}

/** What makes a node whose files were touched a member again. */
export type Remedy =
  /** The same bit once more. */
  | { readonly kind: 'flip'; readonly file: string; readonly offset: number }
  /** An empty folder: it comes back as another broker, or as another replica of its group. */
  | { readonly kind: 'aside' }

export interface SessionOptions {
  readonly seed: number
  readonly say: (text: string) => void
  readonly cluster: ChaosCluster
  readonly recorder: Recorder
  readonly scores: Scoreboard
  /** How long clients ask again, cluster milliseconds. */
  readonly retryFor?: number
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const { seed, say, cluster, recorder, scores } = options
  const chance = createRandom(seedOf(seed, 'asking'))
  const retryFor = options.retryFor === undefined ? {} : { retryFor: options.retryFor }
  const asker = new Asker({
    ...retryFor,
    base: (node) => cluster.base(node),
    recorder,
    patience: patienceWith(cluster, seed),
    random: () => chance.next(),
    onInternal: (node: NodeId, text: string) => scores.checked('no internal errors', [`${node}: ${text}`]),
  })
  const judge = new Judge(scores)
  judge.begin(accountListIn(await readOnce(`${cluster.base(cluster.nodes('atm')[0] ?? '')}/accounts`)))
  judge.beginDirectory([TOPIC])
  const crowd = await gatherCrowd({ cluster, asker, seed })
  const control = new Control(() => cluster.url)
  const pending = { damaged: new Map<NodeId, Remedy>(), leaving: new Set<NodeId>() }
  return { cluster, control, asker, recorder, scores, judge, crowd, say, ...pending }
}

/** While the cluster clock stands still somebody has to be asked whether it goes again. */
function patienceWith(cluster: ChaosCluster, seed: number): ReturnType<typeof createPatience> {
  const turn = createRandom(seedOf(seed, 'clock'))
  const all = NODE_ROLES.flatMap((role) => cluster.nodes(role))
  const patience = createPatience(undefined, () => {
    const node = all[turn.int(0, all.length - 1)] ?? ''
    void askClock((url, init) => fetch(url, init), patience, cluster.base(node))
  })
  return patience
}

const bodySchema = z.record(z.string(), z.json())

const readOnce = async (url: string): Promise<Body> => bodySchema.parse(await (await fetch(url)).json())
