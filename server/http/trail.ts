// The way of one request through the nodes of a group: whom to ask next, and what to say when nobody could
// do it. At most 3 hints are followed before somebody else is asked.

import type { GroupId, GroupName, NodeId } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Host } from '../host/port.ts'
import type { CallAnswer } from './forwarding.ts'

const MAX_HINTS = 3

export interface Target {
  readonly group: GroupId
  readonly name: GroupName
  /** Nodes that may know the leader, the likeliest first; asked in turn when nobody is known to lead. */
  readonly nodes: () => readonly NodeId[]
  /** Who leads as far as this node knows by itself. */
  readonly leader: () => NodeId | null
  /** `host:port` of a node's HTTP, for clients that go there themselves. */
  readonly http: (node: NodeId) => string | null
}

type Refused = Extract<CallAnswer, { t: 'refused' }>

export class Trail {
  readonly #host: Host
  readonly #target: Target
  #hint: NodeId | null = null
  #hints = 0
  #turn = 0
  #refused: Refused | null = null

  constructor(host: Host, target: Target) {
    this.#host = host
    this.#target = target
  }

  next(): NodeId {
    if (this.#hint !== null) return this.#hint
    const nodes = this.#target.nodes()
    const node = nodes[this.#turn % Math.max(1, nodes.length)]
    this.#turn += 1
    return node ?? this.#host.node
  }

  /** True: ask again at once. */
  follow(answer: CallAnswer): boolean {
    if (answer.t === 'hint' && answer.leader !== null && this.#hints < MAX_HINTS) {
      this.#hint = answer.leader
      this.#hints += 1
      return true
    }
    this.#hint = null
    this.#hints = 0
    if (answer.t === 'refused') this.#note(answer)
    return false
  }

  /** A node that does not answer says less than one that counts whom it hears. */
  #note(answer: Refused): void {
    if (answer.needed > 0 || (this.#refused?.needed ?? 0) === 0) this.#refused = answer
  }

  refusal(): Failure {
    const { group, name } = this.#target
    const here = this.#host.status(group)
    const heard = here?.heard ?? this.#refused?.heard ?? 0
    const needed = here?.needed ?? this.#refused?.needed ?? 0
    const why = this.#refused?.why
    if (why === 'notReady')
      return failure('not-ready', `${name} has just started and is not heard yet`, { group: name })
    if (why === 'overloaded') return failure('overloaded', `${name} has too much to do`, { group: name })
    if (needed > 0 && heard < needed) {
      const voters = 2 * needed - 1
      const message = `${name}: ${heard} of ${voters} voters can be heard, ${needed} are needed`
      return failure('no-quorum', message, { group: name, heard, needed, voters })
    }
    const nobody = needed === 0 && why !== undefined
    const message = nobody ? `nobody answers for ${name}` : `${name} has no leader now`
    return failure('no-leader', message, { group: name })
  }
}

/** Null: the answer is no reason to go to another node. */
export function elsewhere(host: Host, target: Target, answer: CallAnswer): Failure | null {
  if (answer.t === 'hint') return notLeader(target, answer.leader)
  if (answer.t !== 'refused') return null
  if (answer.why === 'noSuchGroup') return notLeader(target, target.leader())
  const leads = host.status(target.group)?.role === 'leader'
  return answer.why === 'noLeader' && !leads ? notLeader(target, null) : null
}

export function notLeader({ name, http }: Target, leader: NodeId | null): Failure {
  const message = leader === null ? `${name} has no leader known here` : `${leader} leads ${name}`
  return failure('not-leader', message, {
    group: name,
    leader: leader === null ? null : { node: leader, http: http(leader) },
  })
}

export const unknownOutcome = ({ name }: Target, requestId: string): Failure =>
  failure('unknown', `it may be done or may still happen; ask again with request_id ${requestId}`, {
    group: name,
    request_id: requestId,
  })
