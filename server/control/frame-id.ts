// `<from>><to>#<number>`: the name of one frame within one life of its sender.

import type { NodeId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { FRAME_ID_PATTERN } from '../../shared/fault.ts'

export function frameOf(id: string): { readonly from: NodeId; readonly to: NodeId; readonly number: number } {
  const [, from = '', to = '', number = ''] = FRAME_ID_PATTERN.exec(id) ?? []
  assert(number !== '', () => `${id} was taken for a frame id`)
  return { from, to, number: Number(number) }
}
