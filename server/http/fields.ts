// Where a request's fields come from: query string, JSON body or form body, on any method, under any of
// their accepted spellings. The same field given twice with different values is refused, not guessed.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'

export type Fields = Readonly<Record<string, Json>>

/** Canonical name -> other spellings. Clients of three generations of the assignment are in the wild. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  topic: ['topic_name', 'name'],
  message: ['log_message', 'message_content'],
  partition: ['partition_id'],
  producer_name: ['prod_name', 'prod_client', 'producer_client'],
  host: ['ip'],
  http_port: ['port'],
  from: ['account1'],
  to: ['account2'],
  amount: ['value'],
}

const CANONICAL = new Map(
  Object.entries(SPELLINGS).flatMap(([name, others]) => others.map((other) => [other, name] as const)),
)

export function collectFields(
  query: URLSearchParams,
  body: string,
  contentType: string | undefined,
): Result<Fields, Failure> {
  const parsed = parseBody(body, contentType)
  if (!parsed.ok) return parsed
  const fields = new Map<string, Json>()
  for (const [spelling, value] of [...query, ...parsed.value]) {
    const name = CANONICAL.get(spelling) ?? spelling
    const before = fields.get(name)
    if (before !== undefined && !same(before, value)) {
      return err(failure('bad-request', `${name} is given twice with different values`, { field: name }))
    }
    fields.set(name, value)
  }
  return ok(Object.fromEntries(fields))
}

const same = (a: Json, b: Json): boolean => plain(a) === plain(b)
const plain = (value: Json): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)

function parseBody(
  body: string,
  contentType: string | undefined,
): Result<readonly (readonly [string, Json])[], Failure> {
  if (body.trim() === '') return ok([])
  if (
    contentType?.startsWith('application/x-www-form-urlencoded') === true &&
    !body.trimStart().startsWith('{')
  ) {
    return ok([...new URLSearchParams(body)])
  }
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return ok(Object.entries(value))
    return err(failure('bad-request', 'the body must be a JSON object, such as {"account": "alice"}'))
  } catch {
    return err(
      failure(
        'bad-request',
        `the body is not valid JSON: it begins with ${JSON.stringify(body.slice(0, 40))}`,
      ),
    )
  }
}
