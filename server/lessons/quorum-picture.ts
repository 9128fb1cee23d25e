// Majorities as small pictures for transcripts: how far each voter's log is durable, or how it voted, and what
// follows. Two groups of voters, divided by `and`, are a joint configuration: both must agree.

import { assert } from '../../shared/assert.ts'
import { majorityOf, reachedByQuorum, voteResult } from '../raft/quorum.ts'
import type { VoteResult } from '../raft/quorum.ts'
import type { Config } from '../raft/types.ts'

interface Asked {
  readonly conf: Config
  readonly answers: ReadonlyMap<number, string>
}

/** `n1=5 n2=3 and n2 n3=4`; whoever has not answered stands without an answer. */
function parse(words: readonly string[], fits: RegExp): Asked {
  const answers = new Map<number, string>()
  const halves: number[][] = [[]]
  for (const word of words) {
    if (word === 'and') halves.push([])
    else {
      const [, id = '', answer] = /^n(\d+)(?:=(\w+))?$/.exec(word) ?? []
      assert(id !== '', () => `${word} is not a voter`)
      halves.at(-1)?.push(Number(id))
      if (answer === undefined) continue
      assert(fits.test(answer), () => `${answer} is no answer here`)
      answers.set(Number(id), answer)
    }
  }
  assert(halves.length <= 2, 'there are at most two groups of voters')
  const [voters = [], outgoing = []] = halves
  return { conf: { voters, outgoing, learners: [] }, answers }
}

function draw({ conf, answers }: Asked, line: (answer: string) => string): string[] {
  const halves = conf.outgoing.length === 0 ? [conf.voters] : [conf.voters, conf.outgoing]
  return halves.flatMap((half) => [
    `${majorityOf(half.length)} of ${half.length} are needed`,
    ...half.map((id) => `  n${id} ${line(answers.get(id) ?? '')}`.trimEnd()),
  ])
}

export function commitPicture(words: readonly string[]): readonly string[] {
  const asked = parse(words, /^\d+$/)
  const reached = reachedByQuorum(asked.conf, (id) => Number(asked.answers.get(id) ?? 0))
  return [...draw(asked, (answer) => '#'.repeat(Number(answer))), `committed up to ${reached}`]
}

const VERDICTS: Readonly<Record<VoteResult, string>> = {
  won: 'elected',
  lost: 'not elected',
  pending: 'not decided yet',
}

export function votePicture(words: readonly string[]): readonly string[] {
  const asked = parse(words, /^(yes|no)$/)
  const voteOf = (id: number): boolean | undefined => {
    const answer = asked.answers.get(id)
    return answer === undefined ? undefined : answer === 'yes'
  }
  return [
    ...draw(asked, (answer) => (answer === '' ? '?' : answer)),
    VERDICTS[voteResult(asked.conf, voteOf)],
  ]
}
