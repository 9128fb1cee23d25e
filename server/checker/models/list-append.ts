// A list per key: appends, and reads of the whole list. Every element is appended once, so a list shows which
// writes were lost, doubled or reordered. Where answers carry the index of their log entry, it is the version
// of the list and may only grow.

import * as z from 'zod'
import { unreachable } from '../../../shared/assert.ts'
import type { Json, LogIndex } from '../../../shared/ids.ts'
import type { Answered } from '../answers.ts'
import { callOf, fits, indexOf } from '../answers.ts'
import type { Model } from '../model.ts'

const key = z.string()
const callSchema = z.discriminatedUnion('f', [
  z.object({ f: z.literal('append'), input: z.object({ key, value: z.json() }) }),
  z.object({ f: z.literal('read'), input: z.object({ key }) }),
])
type Call = Answered<z.infer<typeof callSchema>>

interface State {
  readonly list: readonly Json[]
  readonly version: LogIndex
}

export const listAppendModel: Model<State, Call> = {
  name: 'list-append',
  part: ({ f, input }) => callSchema.parse({ f, input }).input.key,
  initial: () => ({ list: [], version: 0 }),
  read: (operation) => callOf(callSchema, operation),
  step: ({ list, version }, call) => {
    const { answer } = call
    const index = indexOf(answer)
    switch (call.f) {
      case 'append': {
        if (!fits(answer, null) || (index !== null && index <= version)) return null
        return { list: [...list, call.input.value], version: index ?? version }
      }
      case 'read': {
        if (!fits(answer, list) || (index !== null && index < version)) return null
        return { list, version: index ?? version }
      }
      default:
        return unreachable(call)
    }
  },
  key: ({ list, version }) => JSON.stringify([list, version]),
}
