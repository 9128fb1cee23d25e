// One value per key: write, read, and compare-and-set. The textbook object; each key is checked alone.

import * as z from 'zod'
import { unreachable } from '../../../shared/assert.ts'
import type { Json } from '../../../shared/ids.ts'
import type { Answered } from '../answers.ts'
import { callOf, fits, fitsRefusal, sameJson } from '../answers.ts'
import type { Model } from '../model.ts'

const key = z.string()
const callSchema = z.discriminatedUnion('f', [
  z.object({ f: z.literal('read'), input: z.object({ key }) }),
  z.object({ f: z.literal('write'), input: z.object({ key, value: z.json() }) }),
  z.object({ f: z.literal('cas'), input: z.object({ key, from: z.json(), to: z.json() }) }),
])
type Call = Answered<z.infer<typeof callSchema>>

/** Wrapped, since null is a value: that of a key that was never written. */
interface State {
  readonly value: Json
}

/** A compare-and-set that finds another value is refused with `mismatch`. */
export const registerModel: Model<State, Call> = {
  name: 'register',
  part: ({ f, input }) => callSchema.parse({ f, input }).input.key,
  initial: () => ({ value: null }),
  read: (operation) => callOf(callSchema, operation),
  step: (state, call) => {
    const { answer } = call
    switch (call.f) {
      case 'read':
        return fits(answer, state.value) ? state : null
      case 'write':
        return fits(answer, null) ? { value: call.input.value } : null
      case 'cas':
        if (!sameJson(state.value, call.input.from)) return fitsRefusal(answer, 'mismatch') ? state : null
        return fits(answer, null) ? { value: call.input.to } : null
      default:
        return unreachable(call)
    }
  },
  key: ({ value }) => JSON.stringify(value),
}
