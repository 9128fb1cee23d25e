// Where a browser's terminal keeps the requests whose outcome it does not know yet: a request id is stored
// before it is sent, so that a reloaded page can still ask again for the same one.

import type { OpenRequestStore } from '../../atm-sim/terminal/session.ts'
import type { OpenRequest } from '../../shared/sdk/atm.ts'

const PREFIX = 'raftroom.open.'

export function openRequestStore(storage: Storage, terminal: string): OpenRequestStore {
  const key = `${PREFIX}${terminal}`
  return {
    load() {
      try {
        const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]')
        return Array.isArray(stored) ? stored.filter(isOpenRequest) : []
      } catch {
        // Somebody else's text under our key: nothing of ours is open.
        return []
      }
    },
    save(open) {
      if (open.length === 0) storage.removeItem(key)
      else storage.setItem(key, JSON.stringify(open))
    },
  }
}

const OPERATIONS = new Set<unknown>(['create', 'deposit', 'withdraw', 'transfer'])

function isOpenRequest(value: unknown): value is OpenRequest {
  if (typeof value !== 'object' || value === null) return false
  if (!('id' in value) || typeof value.id !== 'string') return false
  if (!('after' in value) || typeof value.after !== 'number') return false
  if (!('change' in value) || typeof value.change !== 'object' || value.change === null) return false
  return 'op' in value.change && OPERATIONS.has(value.change.op)
}
