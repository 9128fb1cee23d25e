// View and focus in the address, so that a link shows another person the same thing:
// `#view=group&group=orders/0&node=broker-2`.

import type { GroupName } from '../../shared/ids.ts'
import type { Focus, MainViewName } from '../store/focus.ts'
import { MAIN_VIEWS } from '../store/focus.ts'

export interface Address {
  readonly view: MainViewName
  readonly group: GroupName | null
  readonly focus: Focus | null
}

export function writeAddress({ view, group, focus }: Address): string {
  const parts = [`view=${view}`]
  if (group !== null) parts.push(`group=${group}`)
  if (focus?.kind === 'node') parts.push(`node=${focus.node}`)
  if (focus?.kind === 'link') parts.push(`link=${focus.from}>${focus.to}`)
  return `#${parts.join('&')}`
}

/** Anything unreadable is left out: an old link still opens the page. */
export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const view = MAIN_VIEWS.find((one) => one === fields.get('view')) ?? 'cluster'
  return { view, group: fields.get('group'), focus: readFocus(fields) }
}

function readFocus(fields: URLSearchParams): Focus | null {
  const node = fields.get('node')
  if (node !== null && node !== '') return { kind: 'node', node }
  const [from, to] = (fields.get('link') ?? '').split('>')
  if (from === undefined || to === undefined || from === '' || to === '') return null
  return { kind: 'link', from, to }
}
