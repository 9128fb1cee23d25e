import { describe, expect, it } from 'vitest'
import { FAILURE_CODES, FAILURES, failure } from '../../shared/protocol/failure.ts'
import { changeAnswer, failed, render, success } from './answer.ts'
import { Turns } from './turns.ts'

const read = (answer: Parameters<typeof render>[0]): unknown => JSON.parse(render(answer).text)

describe('an answer', () => {
  it('of success has status 200 and says so', () => {
    expect(render(success({ balance: 5 }))).toEqual({ status: 200, text: '{"status":"success","balance":5}' })
  })

  it.each(FAILURE_CODES.map((code) => [code]))('%s has its HTTP status and its outcome', (code) => {
    const { http, outcome } = FAILURES[code]
    const answer = failed(failure(code, 'why'))
    expect(render(answer).status).toBe(http)
    expect(read(answer)).toEqual({
      status: 'failure',
      outcome,
      code,
      message: http === 503 ? 'service currently unavailable: why' : 'why',
    })
  })

  it('to a change names request, place and whether it was done before; a refusal too', () => {
    const facts = { index: 7, duplicate: true }
    const done = changeAnswer({ ok: true, value: { a: 1 }, ...facts }, 'r', () => ({ a: 1 }))
    expect(read(done)).toEqual({ status: 'success', a: 1, request_id: 'r', ...facts })
    const refusal = failure('insufficient-funds', 'no', { account: 'a', balance: 1 })
    const refused = changeAnswer({ ok: false, failure: refusal, ...facts }, 'r', () => ({}))
    expect(read(refused)).toMatchObject({
      outcome: 'refused',
      request_id: 'r',
      account: 'a',
      balance: 1,
      ...facts,
    })
  })
})

describe('turns', () => {
  it('LD6: begin at (client + j) mod n, and j grows with what was taken', () => {
    const turns = new Turns()
    expect(turns.round(7, 3)).toEqual([1, 2, 0])
    turns.advance(7)
    expect(turns.round(7, 3)).toEqual([2, 0, 1])
    expect(turns.round(8, 3)).toEqual([2, 0, 1])
    expect(turns.at(7, 1)).toBe(0)
  })
})
