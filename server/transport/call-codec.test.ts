import { expect, test } from 'vitest'
import { answerFrame, callFrame, decodeAnswer, decodeCall } from './call-codec.ts'

const bodyOf = (frame: { readonly body: readonly Uint8Array[] }): Buffer => Buffer.concat(frame.body)

test('calls and both kinds of answers survive encode and decode', () => {
  const call = { id: 4, method: 'report', deadlineMs: 500, body: { broker: 'broker-1', groups: [3, 4] } }
  expect(decodeCall(bodyOf(callFrame(call)))).toEqual({ ok: true, value: call })
  const done = { id: 4, ok: true as const, body: null }
  const refused = { id: 4, ok: false as const, why: 'overloaded' as const, message: 'too many calls wait' }
  expect(decodeAnswer(bodyOf(answerFrame(done)))).toEqual({ ok: true, value: done })
  expect(decodeAnswer(bodyOf(answerFrame(refused)))).toEqual({ ok: true, value: refused })
})

test('a call without a method or a body, and an answer without an outcome, are refused by field', () => {
  for (const [text, field] of [
    ['{"id":1,"method":"","deadlineMs":1,"body":1}', 'method'],
    ['{"id":1,"method":"x","deadlineMs":1}', 'body'],
    ['{"id":-1,"method":"x","deadlineMs":1,"body":1}', 'id'],
  ] as const) {
    const decoded = decodeCall(Buffer.from(text))
    expect(decoded.ok ? '' : decoded.error).toContain(field)
  }
  expect(decodeAnswer(Buffer.from('{"id":1,"body":1}')).ok).toBe(false)
  expect(decodeCall(Buffer.from('{')).ok).toBe(false)
})
