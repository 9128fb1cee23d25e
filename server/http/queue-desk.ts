// What managers and brokers share when they take a client's request: where the directory is asked, which
// topics and clients are known here, and where a partition's leader is. Nothing here is truth: the
// directory and the partition's own leader decide.

import type * as z from 'zod'
import type { Json, NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP, partitionName } from '../../shared/ids.ts'
import type { ClientRecord } from '../../shared/protocol/directory.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Reply } from '../../shared/protocol/request.ts'
import type { Host } from '../host/port.ts'
import { changeOptions, readOptions, stamp } from './call-options.ts'
import type { Settled } from './leader.ts'
import { change, read } from './leader.ts'
import type { Target } from './trail.ts'
import type { DirectoryQuestion, PartitionInfo, TopicInfo } from './questions.ts'
import { clientAnswerSchema, topicAnswerSchema } from './questions.ts'
import type { CallOptions } from './schema.ts'

export interface DeskOptions {
  readonly host: Host
  /** Managers, those that answered last first. */
  readonly managers: () => readonly NodeId[]
  readonly managerHttp: (node: NodeId) => string | null
  /** The own copy of the directory; null at a broker. */
  readonly directory: ((question: DirectoryQuestion) => Json) | null
  /** Of the broker that this is, null until it is registered; null itself at a manager. */
  readonly brokerId: (() => number | null) | null
  readonly ready: () => boolean
  readonly newRequestId: () => string
  /** Told of each client served here, as a sign of its life. */
  readonly onClient: (kind: 'producer' | 'consumer', id: number, at: number) => void
}

/** Leaders move: a route older than this is asked for again when it is used, cluster milliseconds. */
const ROUTE_KEPT_MS = 5_000

interface KnownTopic {
  readonly info: TopicInfo
  /** Minus infinity after a surprise. */
  readonly learnedAt: number
}

export class QueueDesk {
  readonly options: DeskOptions
  readonly target: Target
  readonly #topics = new Map<string | number, KnownTopic>()
  readonly #learning = new Set<string | number>()
  /** Registrations never become untrue, so a yes is kept for ever; their number is bounded (limits). */
  readonly #clients = new Map<string, ClientRecord>()

  constructor(options: DeskOptions) {
    this.options = options
    this.target = {
      group: MANAGERS_GROUP,
      name: 'managers',
      nodes: options.managers,
      leader: () => options.host.status(MANAGERS_GROUP)?.leader ?? null,
      http: options.managerHttp,
    }
  }

  get host(): Host {
    return this.options.host
  }

  change(
    command: Readonly<Record<string, Json>>,
    requestId: string,
    options: CallOptions,
  ): Promise<Settled<Reply>> {
    const stamped = { ...command, ...stamp(this.host, requestId, options) }
    return change(this.host, this.target, stamped, changeOptions(requestId, options))
  }

  /** Linearizable unless the caller asked for this node's own copy. */
  ask(question: DirectoryQuestion, options: CallOptions): ReturnType<typeof read> {
    const { directory } = this.options
    const here = directory === null ? null : () => directory(question)
    return read(this.host, this.target, question, here, readOptions(options))
  }

  /** A yes of the own copy is enough, a no is asked linearizably: nothing is ever unregistered. */
  async #find<T>(
    question: DirectoryQuestion,
    schema: z.ZodType<T | null>,
    missing: () => Failure,
    options: CallOptions,
  ): Promise<Settled<T>> {
    const here = this.options.directory === null ? null : schema.parse(this.options.directory(question))
    if (here !== null) return { ok: true, value: here }
    const asked = await this.ask(question, { ...options, consistency: 'linearizable', forward: true })
    if (!asked.ok) return asked
    const found = schema.parse(asked.value.result)
    return found === null ? { ok: false, failure: missing() } : { ok: true, value: found }
  }

  /** A route known here is used at once, also while no manager answers; an old one is asked for again. */
  async topic(topic: string | number, options: CallOptions): Promise<Settled<TopicInfo>> {
    const known = this.#topics.get(topic)
    if (known === undefined) return this.#learn(topic, options)
    if (this.host.clock.now() - known.learnedAt >= ROUTE_KEPT_MS) void this.#relearn(topic, options)
    return { ok: true, value: known.info }
  }

  /** As the managers know it now, else as it is known here. */
  async newestTopic(topic: string, options: CallOptions): Promise<TopicInfo | null> {
    const found = await this.#learn(topic, options)
    return found.ok ? found.value : (this.#topics.get(topic)?.info ?? null)
  }

  async #learn(topic: string | number, options: CallOptions): Promise<Settled<TopicInfo>> {
    const question: DirectoryQuestion =
      typeof topic === 'number' ? { q: 'topicById', id: topic } : { q: 'topic', topic }
    const found = await this.#find(question, topicAnswerSchema, () => noSuchTopic(String(topic)), options)
    // Managers know the newest leaders from reports at any moment; only brokers keep a copy.
    if (found.ok && this.options.directory === null)
      this.#topics.set(topic, { info: found.value, learnedAt: this.host.clock.now() })
    return found
  }

  async #relearn(topic: string | number, options: CallOptions): Promise<void> {
    if (this.#learning.has(topic)) return
    this.#learning.add(topic)
    await this.#learn(topic, options).finally(() => this.#learning.delete(topic))
  }

  /** After a surprise: the next look-up asks again. */
  doubtRoutes(topic: string): void {
    for (const [key, { info }] of this.#topics)
      if (info.topic === topic) this.#topics.set(key, { info, learnedAt: -Infinity })
  }

  async client(
    kind: 'producer' | 'consumer',
    id: number,
    options: CallOptions,
  ): Promise<Settled<ClientRecord>> {
    const known = this.#clients.get(`${kind}-${id}`)
    if (known !== undefined) return { ok: true, value: known }
    const missing = (): Failure => failure(`no-such-${kind}`, `there is no ${kind} ${id}`, { what: id })
    const found = await this.#find({ q: kind, id }, clientAnswerSchema, missing, options)
    if (found.ok) this.#clients.set(`${kind}-${id}`, found.value)
    return found
  }

  /** The leader as last heard first, then the other replicas: each knows more than this node does. */
  partitionTarget(topic: string, info: PartitionInfo): Target {
    const newest = (): PartitionInfo => this.#partitionHere(topic, info.partition) ?? info
    const guess = (): NodeId | null => newest().leader?.node ?? null
    // A route kept at a broker is too old to be called knowledge.
    const leader = (): NodeId | null =>
      this.host.status(info.group)?.leader ?? (this.options.directory === null ? null : guess())
    return {
      group: info.group,
      name: partitionName(topic, info.partition),
      leader,
      nodes: () => {
        const replicas = info.replicas.map(({ node }) => node)
        const first = leader() ?? guess()
        return first === null ? replicas : [first, ...replicas.filter((node) => node !== first)]
      },
      http: (node) => newest().replicas.find((replica) => replica.node === node)?.http ?? null,
    }
  }

  /** As reports and routes tell it at this moment, without asking anybody. */
  #partitionHere(topic: string, partition: number): PartitionInfo | undefined {
    const { directory } = this.options
    const info =
      directory === null
        ? this.#topics.get(topic)?.info
        : topicAnswerSchema.parse(directory({ q: 'topic', topic }))
    return info?.partitions[partition]
  }
}

export const noSuchTopic = (topic: string): Failure =>
  failure('no-such-topic', `there is no topic ${topic}`, { what: topic })
