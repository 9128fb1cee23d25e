import { describe, expect, it } from 'vitest'
import { FORMS, parse } from './parse.ts'

describe('one typed line becomes one command', () => {
  it.each([
    ['create alice', { op: 'create', account: 'alice' }],
    ['DEPOSIT alice 30', { op: 'deposit', account: 'alice', amount: 30 }],
    ['  withdraw   alice   30  ', { op: 'withdraw', account: 'alice', amount: 30 }],
    ['transfer alice bob 1000000000', { op: 'transfer', from: 'alice', to: 'bob', amount: 1_000_000_000 }],
  ])('%s', (line, change) => {
    expect(parse(line)).toEqual({ kind: 'change', change })
  })

  it('takes inquire for balance, and local in any letter case', () => {
    expect(parse('inquire alice')).toEqual({ kind: 'balance', account: 'alice', local: false })
    expect(parse('balance alice LOCAL')).toEqual({ kind: 'balance', account: 'alice', local: true })
  })

  it('takes history with and without a number of lines', () => {
    expect(parse('history alice')).toEqual({ kind: 'history', account: 'alice', lines: 10 })
    expect(parse('history alice 3')).toEqual({ kind: 'history', account: 'alice', lines: 3 })
  })

  it.each(['accounts', 'status', 'again', 'menu', 'help', 'quit'])('%s stands alone', (word) => {
    expect(parse(word)).toEqual({ kind: word })
    expect(parse(`${word} extra`)).toEqual({ kind: 'wrong', line: `usage: ${word}` })
  })

  it('takes an empty line for nothing', () => {
    expect(parse('   ')).toEqual({ kind: 'nothing' })
  })
})

describe('what is not a command is answered with help and never sent', () => {
  it.each([
    ['foo', 'usage: no command foo, type help'],
    ['toString', 'usage: no command toString, type help'],
    ['deposit alice', `usage: ${FORMS.deposit}`],
    ['transfer a b', `usage: ${FORMS.transfer}`],
    ['balance alice remote', `usage: ${FORMS.balance}`],
    ['history alice 0', `usage: ${FORMS.history}`],
    ['history alice 2.5', `usage: ${FORMS.history}`],
    ['deposit alice 0', 'refused: amount must be a whole number from 1 to 1000000000'],
    ['deposit alice -3', 'refused: amount must be a whole number from 1 to 1000000000'],
    ['deposit alice 1e3', 'refused: amount must be a whole number from 1 to 1000000000'],
    ['withdraw alice 1000000001', 'refused: amount must be a whole number from 1 to 1000000000'],
    ['create al/ice', 'refused: a name is 1 to 64 of letters, digits, dot, underscore, hyphen'],
    ['create ..', 'refused: a name is 1 to 64 of letters, digits, dot, underscore, hyphen'],
    [`create ${'x'.repeat(65)}`, 'refused: a name is 1 to 64 of letters, digits, dot, underscore, hyphen'],
  ])('%s', (line, answer) => {
    expect(parse(line)).toEqual({ kind: 'wrong', line: answer })
  })
})
