// The words behind a command of a transcript: replicas, numbers, a cluster to begin with, messages to choose. A word that
// is not understood is refused; to pass over it would show something else than what is written.

import { assert } from '../../shared/assert.ts'
import { optionsOf, withLog } from '../raft/stepped/boot.ts'
import type { ClusterSetup } from '../raft/stepped/cluster.ts'
import type { Message, MessageType } from '../raft/types.ts'

const ID = /^n\d+$/
const NUMBER = /^\d+$/
const KNOWN_OPTIONS = optionsOf(1)

/** How `deliver`, `drop` and `copy` call what they choose. */
const KINDS: Readonly<Record<MessageType, true>> = {
  preVote: true,
  preVoteResp: true,
  vote: true,
  voteResp: true,
  app: true,
  appResp: true,
  hb: true,
  hbResp: true,
  readIndex: true,
  readIndexResp: true,
  snap: true,
  timeoutNow: true,
}

export function idOf(word: string | undefined): number {
  assert(word !== undefined && ID.test(word), `${word ?? 'nothing'} is not a replica`)
  return Number(word.slice(1))
}

export function countOf(word: string): number {
  assert(NUMBER.test(word), `${word} is not a number`)
  return Number(word)
}

/** `voters n1,n2` */
export function idsOf(words: readonly string[], key: string): readonly number[] {
  const at = words.indexOf(key)
  return at === -1 ? [] : (words[at + 1] ?? '').split(',').map(idOf)
}

/** `3 n2=1,1,2@3 maxInflight=1` */
export function clusterOf([size = '', ...words]: readonly string[]): ClusterSetup & {
  readonly size: number
} {
  const options: Record<string, number> = {}
  const boot: Record<number, NonNullable<ClusterSetup['boot']>[number]> = {}
  for (const word of words) {
    const [key = '', value = ''] = word.split('=')
    if (ID.test(key)) boot[idOf(key)] = filesOf(value)
    else {
      assert(Object.hasOwn(KNOWN_OPTIONS, key), `no option is called ${key}`)
      options[key] = countOf(value)
    }
  }
  return { size: countOf(size), options, boot }
}

/** `1,1,2@3`: the terms of a log, and the term that its replica has seen. */
function filesOf(value: string): ReturnType<typeof withLog> {
  const [terms = '', term] = value.split('@')
  const log = terms === '' ? [] : terms.split(',').map(countOf)
  return withLog(log, term === undefined ? undefined : countOf(term))
}

/** `2 n1>n2 app`: of the messages on the wire those that fit, so many of them. */
export function choiceOf(words: readonly string[]): (wire: readonly Message[]) => readonly Message[] {
  const way = words.find((word) => word.includes('>'))
  const count = words.find((word) => NUMBER.test(word))
  const kind = words.find((word) => word !== way && word !== count)
  assert(kind === undefined || Object.hasOwn(KINDS, kind), () => `no message is called ${kind ?? ''}`)
  const fits = (msg: Message): boolean =>
    (way === undefined || way === `n${msg.from}>n${msg.to}`) && (kind === undefined || kind === msg.t)
  return (wire) => wire.filter(fits).slice(0, Number(count ?? Infinity))
}
