// Under which name a producer numbers: the registered one, or, if none was given then, the one it brings
// with its messages.

import type { ClientRecord } from '../../shared/protocol/directory.ts'
import { RESERVED_CLIENT_NAME } from '../../shared/protocol/directory.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'

export function nameOf(client: ClientRecord, given: string | undefined): Result<string, Failure> {
  if (given === undefined || given === client.name) return ok(client.name)
  const field = 'producer_name'
  if (!RESERVED_CLIENT_NAME.test(client.name)) {
    const message = `${field} must be ${client.name}, as producer ${client.id} is registered`
    return err(failure('bad-request', message, { field }))
  }
  return RESERVED_CLIENT_NAME.test(given) ? err(reserved(given, field)) : ok(given)
}

export const reserved = (given: string, field: string): Failure =>
  failure('bad-name', `${field} ${given} is reserved for clients that bring no name`, { field })
