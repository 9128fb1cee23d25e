// What a rule does to the frames that it lets through; null when it does nothing. A cut is a state of the
// link, and named there.

import type { LinkRule } from '../../shared/link-rule.ts'
import { percent } from './quantities.ts'

export function ruleWords(rule: LinkRule): string | null {
  const words: string[] = rule.hold ? ['every frame is held'] : []
  if (rule.delayMs > 0) words.push(`+${rule.delayMs} ms`)
  if (rule.jitterMs > 0) words.push(`± ${rule.jitterMs} ms`)
  if (rule.lossRate > 0) words.push(`${percent(rule.lossRate)} lost`)
  if (rule.duplicateRate > 0) words.push(`${percent(rule.duplicateRate)} doubled`)
  if (rule.reorderRate > 0) words.push(`${percent(rule.reorderRate)} out of order`)
  return words.length === 0 ? null : words.join(', ')
}
