// What viewers learn of a partition: how many messages each copy holds, and, from its leader, what was
// stored and taken. Summed up over short stretches, so that a busy queue does not flood the picture.

import type { GroupId, Json } from '../../shared/ids.ts'
import { appendedSchema, consumedSchema, partitionCommandSchema } from '../../shared/protocol/queue.ts'
import type { PartitionCommand } from '../../shared/protocol/queue.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import type { Reply } from '../../shared/protocol/request.ts'
import type { Host } from '../host/port.ts'
import type { Held } from './hosting.ts'

/** Real milliseconds: four sentences a second are as many as anyone reads. */
const TELL_EVERY_MS = 250

interface Story {
  readonly held: Held
  stored: number
  readonly producers: Set<string>
  readonly taken: Map<number, number>
}

export class Stories {
  readonly #host: Host
  readonly #setTimer: (ms: number, fn: () => void) => void
  readonly #open = new Map<GroupId, Story>()

  constructor(host: Host, setTimer: (ms: number, fn: () => void) => void) {
    this.#host = host
    this.#setTimer = setTimer
  }

  applied(held: Held, reply: Json, command: Json): void {
    const story = this.#storyOf(held)
    if (this.#host.status(held.record.group)?.role !== 'leader') return
    const answer = replySchema.safeParse(reply)
    const done = partitionCommandSchema.safeParse(command)
    if (answer.success && done.success) add(story, done.data, answer.data)
  }

  tellAll(held: readonly Held[]): void {
    for (const one of held) this.#tellStored(one)
  }

  #storyOf(held: Held): Story {
    const open = this.#open.get(held.record.group)
    if (open !== undefined) return open
    const story: Story = { held, stored: 0, producers: new Set(), taken: new Map() }
    this.#open.set(held.record.group, story)
    this.#setTimer(TELL_EVERY_MS, () => {
      this.#open.delete(held.record.group)
      this.#tell(story)
    })
    return story
  }

  #tellStored({ record, partition }: Held): void {
    const applied = this.#host.status(record.group)?.applied ?? 0
    const last = partition.last()
    this.#host.trace({ kind: 'stored', node: this.#host.node, group: record.name, applied, last }, null)
  }

  #tell({ held, stored, producers, taken }: Story): void {
    this.#tellStored(held)
    const { name } = held.record
    if (stored > 0) {
      const who = producers.size === 1 ? [...producers].join('') : `${producers.size} producers`
      this.#say(
        held,
        'produce',
        `${who} stored ${messages(stored)} in ${name}, up to offset ${held.partition.last()}`,
      )
    }
    for (const [consumer, count] of taken) {
      const offset = held.partition.offsetOf(consumer)
      this.#say(
        held,
        'consume',
        `consumer ${consumer} took ${messages(count)} from ${name}, up to offset ${offset}`,
      )
    }
  }

  #say({ record }: Held, op: 'produce' | 'consume', text: string): void {
    const topic = record.name.slice(0, record.name.lastIndexOf('/'))
    this.#host.trace(
      { kind: 'queue', node: this.#host.node, group: record.name, op, topic, text, outcome: 'ok' },
      null,
    )
  }
}

const messages = (count: number): string => (count === 1 ? '1 message' : `${count} messages`)

function add(story: Story, command: PartitionCommand, reply: Reply): void {
  if (!reply.ok || reply.duplicate) return
  if (command.op === 'append') {
    story.stored += appendedSchema.parse(reply.value).stored
    story.producers.add(command.producer.name)
  } else if (command.op === 'consume') {
    const { count } = consumedSchema.parse(reply.value)
    story.taken.set(command.consumer, (story.taken.get(command.consumer) ?? 0) + count)
  }
}
