// One step of a paused cluster: the frame that waits longest goes, or, when none waits, the election timer
// that would fire first does. A leader's beat is no timer here: it would be the next step for ever.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { FaultDone } from './fault-desk.ts'
import type { Refusal } from './refusal.ts'
import { isUp } from '../../shared/cluster-view.ts'
import { err, ok } from '../../shared/result.ts'
import { pause } from './patience.ts'
import { notNow } from './refusal.ts'

export type Step =
  | { readonly did: 'frame'; readonly frame: string; readonly from: NodeId; readonly to: NodeId }
  | { readonly did: 'timer'; readonly node: NodeId; readonly group: string }

export interface StepDone {
  readonly seq: number
  readonly step: Step
  readonly text: string
}

/** Until what a step caused is told, and timers are sampled anew: the next step must know of it. */
const SETTLE_MS = 300

/** Pure. Null: nothing waits and no timer runs. */
export function nextStep(view: ClusterView): Step | null {
  const waiting = Object.values(view.links)
    .filter(({ from }) => isUp(view.nodes[from]))
    .flatMap(({ from, to, held }) => held.map(({ id, sentAt }) => ({ id, sentAt, from, to })))
    .sort((a, b) => a.sentAt - b.sentAt)
  const [first] = waiting
  if (first !== undefined) return { did: 'frame', frame: first.id, from: first.from, to: first.to }
  const timers = Object.values(view.groups)
    .flatMap(({ name, replicas }) => Object.values(replicas).map((replica) => ({ ...replica, group: name })))
    .filter(({ node, role, voter }) => role !== 'leader' && voter && isUp(view.nodes[node]))
    .flatMap(({ node, group, timer }) =>
      timer === null ? [] : [{ node, group, leftMs: timer.timeoutMs - timer.elapsedMs }],
    )
    .sort((a, b) => a.leftMs - b.leftMs)
  const [next] = timers
  return next === undefined ? null : { did: 'timer', node: next.node, group: next.group }
}

export interface StepParts {
  readonly view: () => ClusterView
  readonly apply: (fault: Fault, by: string) => Promise<Result<FaultDone, Refusal>>
}

export async function takeStep({ view, apply }: StepParts, by: string): Promise<Result<StepDone, Refusal>> {
  if (view().clock.rate !== 0) return err(notNow('the cluster is not paused: set the rate to 0 first'))
  const step = nextStep(view())
  if (step === null) return err(notNow('nothing waits: no frame is held and no election timer runs'))
  const fault: Fault =
    step.did === 'frame'
      ? { kind: 'release', frame: step.frame }
      : { kind: 'timeout', nodes: [step.node], group: step.group }
  const done = await apply(fault, by)
  if (!done.ok) return done
  await pause(SETTLE_MS)
  return ok({ seq: done.value.seq, step, text: done.value.text })
}
