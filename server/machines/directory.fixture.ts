// Commands and a started directory for the tests of the directory and of placement.

import type { DirectoryCommand, DirectoryCommandOf } from '../../shared/protocol/directory.ts'
import { createDirectory } from './directory.ts'

const at = 0

export const createTopic = (topic: string, partitions = 1): DirectoryCommand => ({
  op: 'createTopic',
  topic,
  partitions,
  at,
})

type Client = { name?: string; partition?: number }

export const producer = (topic: string, fields: Client = {}): DirectoryCommand => ({
  op: 'registerProducer',
  topic,
  at,
  ...fields,
})

export const consumer = (topic: string, fields: Client = {}): DirectoryCommand => ({
  op: 'registerConsumer',
  topic,
  at,
  ...fields,
})

/** `broker-<n>` at its usual address, in the folder made with it. */
export const seen = (
  number: number,
  fields: Partial<DirectoryCommandOf<'brokerSeen'>> = {},
): DirectoryCommandOf<'brokerSeen'> => ({
  op: 'brokerSeen',
  node: `broker-${number}`,
  birth: `folder-${number}`,
  host: '127.0.0.1',
  httpPort: 8420 + number,
  raftPort: 8520 + number,
  at,
  ...fields,
})

/** A directory with this many live brokers, one entry each. */
export function start(brokers: number, firstReplicaId = 1) {
  const directory = createDirectory({ firstReplicaId })
  let index = 0
  const apply = (each: DirectoryCommand) => directory.apply(each, ++index)
  for (let number = 1; number <= brokers; number++) apply(seen(number))
  return { directory, apply }
}
