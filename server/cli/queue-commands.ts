// The commands of the queue: topics, produce, consume.

import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { NodesOptions } from './node-client.ts'
import type { NewCommand, Surroundings } from './options.ts'
import type { Format } from './output.ts'
import { consume } from './consume.ts'
import { connectToNodes } from './node-client.ts'
import { JSON_OPTION, NODES_OPTION, URL_OPTION, optional, wholeNumber } from './options.ts'
import { numbered, produce } from './produce.ts'
import { createTopic, listTopics, showTopic } from './topics.ts'

/** More than anybody produces by hand, and finite. */
const MAX_COUNT = 1_000_000
const MAX_PARTITIONS = 32
const MAX_WAIT_MS = 24 * 60 * 60 * 1000
const DEFAULT_TIMEOUT_MS = 30_000

export function addTopics(command: NewCommand, { env, output }: Surroundings): void {
  const topics = command(
    'topics',
    'list topics; create or show one',
    'raftroom topics create orders --partitions 3',
  )
  topics
    .option(...NODES_OPTION)
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: NodesOptions & Format) =>
      listTopics(await connectToNodes(options, env), output, options),
    )
  topics
    .command('create <topic>')
    .description('create a topic')
    .option('--partitions <n>', 'how many partitions', '1')
    .action(async (topic: string, _options: unknown, self: Command) => {
      const options: NodesOptions & Format & { partitions: string } = self.optsWithGlobals()
      const partitions = wholeNumber('--partitions', options.partitions, 1, MAX_PARTITIONS)
      await createTopic(await connectToNodes(options, env), topic, partitions, output, options)
    })
  topics
    .command('show <topic>')
    .description('partitions with leaders and replicas')
    .action(async (topic: string, _options: unknown, self: Command) => {
      const options: NodesOptions & Format = self.optsWithGlobals()
      await showTopic(await connectToNodes(options, env), topic, output, options)
    })
}

interface ClientOptions extends NodesOptions, Format {
  readonly name?: string
  readonly partition?: string
}

export function addProduce(command: NewCommand, { env, input, output }: Surroundings): void {
  command(
    'produce <topic>',
    'append each line of standard input, or numbered messages',
    'raftroom produce orders --count 100',
  )
    .option('--name <name>', 'name of the producer')
    .option('--partition <n>', 'only to this partition (default: all in turn)')
    .option('--count <n>', 'send "message 1" to "message n" instead of standard input')
    .option('--max-timeout <ms>', 'longest random pause between two messages', '0')
    .option(...NODES_OPTION)
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (topic: string, options: ClientOptions & { count?: string; maxTimeout: string }) => {
      const count = optional('--count', options.count, 1, MAX_COUNT)
      const maxTimeoutMs = wholeNumber('--max-timeout', options.maxTimeout, 0, MAX_WAIT_MS)
      const partition = optional('--partition', options.partition, 0, MAX_PARTITIONS - 1)
      const lines = count === null ? createInterface({ input }) : numbered(count)
      const settings = { topic, name: options.name ?? null, partition, maxTimeoutMs }
      await produce(await connectToNodes(options, env), lines, settings, output, options)
    })
}

export function addConsume(command: NewCommand, { env, output }: Surroundings): void {
  command(
    'consume <topics...>',
    'print new messages until none came for a while',
    'raftroom consume orders --from start',
  )
    .option('--name <name>', 'name of the consumer: it goes on where it stopped')
    .option('--partition <n>', 'only from this partition')
    .option('--from <where>', 'start, end, or the number of the first message')
    .option('--timeout <ms>', 'end when nothing new came for this long', String(DEFAULT_TIMEOUT_MS))
    .option(...NODES_OPTION)
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (topics: string[], options: ClientOptions & { from?: string; timeout: string }) => {
      const from = whereToBegin(options.from)
      const partition = optional('--partition', options.partition, 0, MAX_PARTITIONS - 1)
      const timeoutMs = wholeNumber('--timeout', options.timeout, 0, MAX_WAIT_MS)
      const settings = { name: options.name ?? null, partition, from, timeoutMs }
      await consume(await connectToNodes(options, env), topics, settings, output, options)
    })
}

const whereToBegin = (text: string | undefined): 'start' | 'end' | number | null =>
  text === 'start' || text === 'end' ? text : optional('--from', text, 1, Number.MAX_SAFE_INTEGER)
