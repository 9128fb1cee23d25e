import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import type { Fields } from './fields.ts'
import { collectFields } from './fields.ts'
import { callOptions, flag, name, parseFields, partition, whole } from './schema.ts'

const collect = (query: string, body = '', type = 'application/json') =>
  collectFields(new URLSearchParams(query), body, type)

describe('fields', () => {
  it.each([
    ['topic_name', 'topic'],
    ['name', 'topic'],
    ['log_message', 'message'],
    ['message_content', 'message'],
    ['partition_id', 'partition'],
    ['prod_name', 'producer_name'],
    ['prod_client', 'producer_name'],
    ['producer_client', 'producer_name'],
    ['ip', 'host'],
    ['port', 'http_port'],
    ['account1', 'from'],
    ['account2', 'to'],
    ['value', 'amount'],
  ])('%s is another spelling of %s, in query, form and JSON', (spelling, canonical) => {
    const expected = { ok: true, value: { [canonical]: '7' } }
    expect(collect(`${spelling}=7`)).toEqual(expected)
    expect(collect('', `{"${spelling}":"7"}`)).toEqual(expected)
    expect(collect('', `${spelling}=7`, 'application/x-www-form-urlencoded; charset=utf-8')).toEqual(expected)
  })

  it('the same value twice is one field, also as a number and as a text', () => {
    expect(collect('partition=1', '{"partition_id":1}')).toEqual({ ok: true, value: { partition: 1 } })
  })

  it.each([
    ['twice in the query', 'amount=1&amount=2', ''],
    ['in query and body', 'amount=1', '{"amount":2}'],
    ['through an alias', '', '{"topic":"a","name":"b"}'],
  ])('different values %s are a contradiction that names the field', (_where, query, body) => {
    const told = collect(query, body)
    expect(told).toMatchObject({ ok: false, error: { code: 'bad-request', field: expect.any(String) } })
  })

  it.each([['{'], ['[1]'], ['"text"'], ['5'], ['null'], ['account=alice']])(
    'the body %s is refused with a sentence',
    (body) => {
      expect(collect('', body)).toMatchObject({
        ok: false,
        error: {
          code: 'bad-request',
          message: expect.stringMatching(/^the body (is not valid JSON|must be)/),
        },
      })
    },
  )

  it('a field that is called like a part of every object is a field like any other', () => {
    const told = collect('', '{"__proto__":{"amount":5},"constructor":1}')
    expect(told.ok && Object.keys(told.value)).toEqual(['__proto__', 'constructor'])
    expect(told.ok && told.value['amount']).toBeUndefined()
  })
})

const schema = callOptions.extend({
  topic: name.optional(),
  account: name.optional(),
  amount: whole(1, 5).optional(),
  partition: partition(31),
  all: flag.optional(),
})
const parse = (fields: Fields) => parseFields(schema, fields)

describe('a schema', () => {
  it.each([
    [{ topic: 'a b' }, 'bad-name', 'topic must be 1 to 64 of letters, digits, dot, underscore, hyphen'],
    [{ topic: '..' }, 'bad-name', 'topic must be'],
    [{ topic: 7 }, 'bad-name', 'topic must be'],
    [{ account: 'x'.repeat(65) }, 'bad-name', 'account must be'],
    [{ amount: 6 }, 'bad-amount', 'amount must be a whole number from 1 to 5'],
    [{ amount: '1.5' }, 'bad-amount', 'amount must be a whole number from 1 to 5'],
    [{ amount: '' }, 'bad-amount', 'amount must be a whole number'],
    [{ amount: '99999999999999999999' }, 'bad-amount', 'amount must be a whole number'],
    [{ partition: 32 }, 'bad-request', 'partition must be a whole number from 0 to 31'],
    [{ partition: -2 }, 'bad-request', 'partition must be'],
    [{ all: 'maybe' }, 'bad-request', 'all must be yes or no'],
    [{ deadline_ms: 99 }, 'bad-request', 'deadline_ms must be a whole number from 100 to 30000'],
    [{ request_id: 'a b' }, 'bad-request', 'request_id must be'],
    [{ request_id: 'x'.repeat(65) }, 'bad-request', 'request_id must be'],
    [{ request_after: -1 }, 'bad-request', 'request_after must be a whole number from 0'],
    [{ consistency: 'some' }, 'bad-request', 'consistency must be linearizable or local'],
  ])('%j is %s: %s', (fields, code, sentence) => {
    const told = parse(fields)
    expect(told).toMatchObject({ ok: false, error: { code, field: Object.keys(fields)[0] } })
    expect(!told.ok && told.error.message).toContain(sentence)
  })

  it('what is missing is bad-request, whatever its own code', () => {
    const told = parseFields(z.object({ amount: whole(1, 5) }), {})
    expect(told).toEqual({
      ok: false,
      error: { code: 'bad-request', message: 'amount is missing', field: 'amount' },
    })
  })

  it.each([[-1], ['-1'], [null], ['']])('E10: the partition %j names none', (given) => {
    const told = parse({ partition: given })
    expect(told).toMatchObject({ ok: true, value: { deadline_ms: 3_000, forward: true } })
    expect(told.ok && told.value.partition).toBeUndefined()
  })

  it('decimal texts are numbers, flags have several spellings, unknown fields are ignored', () => {
    expect(parse({ amount: ' 5 ', partition: '0', all: '', forward: '0', extra: [1] })).toMatchObject({
      ok: true,
      value: { amount: 5, partition: 0, all: true, forward: false },
    })
  })
})
