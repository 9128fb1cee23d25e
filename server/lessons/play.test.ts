import { describe, expect, it } from 'vitest'
import { play, whatIsWrong } from './play.ts'
import { readOrThrow } from './transcripts.fixture.ts'

const story = (...commands: readonly string[]): string =>
  `# tables 1: A story\n\n# Words.\n\n${commands.join('\n')}\n----\n`

describe('a command that cannot be carried out is told with its place, and ends nothing else', () => {
  it.each([
    [['sing'], 'no command is called sing'],
    [['cluster three'], 'three is not a number'],
    [['cluster 3 maxInflght=1'], 'no option is called maxInflght'],
    [['cluster 3 n1=1,x'], 'x is not a number'],
    [['cluster 3', 'tick n1 often'], 'often is not a number'],
    [['cluster 3', 'campaign one'], 'one is not a replica'],
    [['cluster 3', 'campaign n4'], 'there is no replica 4'],
    [['cluster 3', 'start n3'], 'replica 3 is there already'],
    [['cluster 3', 'crash n1', 'tick n1'], '1 is down'],
    [['cluster 3', 'persist n1'], 'n1 has nothing to write'],
    [['cluster 3', 'stream'], 'no snapshot is on its way'],
    [['cluster 3', 'compact n1'], '1 has no snapshot'],
    [['cluster 1', 'elect n1', 'propose n1 a'], 'a is no text in quotes'],
    [['cluster 3', 'deliver n1>n2 ap'], 'no message is called ap'],
    [['vote n1=yse'], 'yse is no answer here'],
    [['commit n1=yes'], 'yes is no answer here'],
    [['commit n1=1 and n2=1 and n3=1'], 'there are at most two groups of voters'],
    [['vote one=yes'], 'one=yes is not a voter'],
  ])('%j: %s', (commands, why) => {
    const last = commands.at(-1)
    expect(play(readOrThrow('made', story(...commands)))).toEqual({
      ok: false,
      error: `made, block 1, "${last}": ${why}`,
    })
  })
})

describe('what is wrong with a transcript', () => {
  it('is said in one sentence: its heading, a command, or a line', () => {
    expect(whatIsWrong('made', 'state\n----\n')).toMatch(/^made begins with "state/)
    expect(whatIsWrong('made', story('sing'))).toMatch(/^made, block 1, "sing": no command/)
    expect(whatIsWrong('made', story('commit n1=1'))).toBe(
      'made, block 1: it prints "1 of 1 are needed" where "nothing more" is written',
    )
  })

  it('is nothing when it prints what is written', () => {
    expect(whatIsWrong('made', `${story('vote n1=yes')}1 of 1 are needed\n  n1 yes\nelected\n`)).toBeNull()
  })
})
