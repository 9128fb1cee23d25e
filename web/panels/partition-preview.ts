// What a partition would leave of every group, in one sentence.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { Plan } from './partition-plan.ts'
import { ISLANDS, majorityIsland } from './partition-plan.ts'
import { listed } from './quantities.ts'

export function partitionPreview(view: ClusterView, plan: Plan): string {
  const groups = Object.values(view.groups)
  const parts = ISLANDS.flatMap((island) => {
    const names = groups.filter((group) => majorityIsland(group, plan) === island).map(({ name }) => name)
    return names.length === 0 ? [] : [`${listed(names)} can go on, on ${island}`]
  })
  const lost = groups.filter((group) => majorityIsland(group, plan) === null).map(({ name }) => name)
  if (lost.length > 0) parts.push(`no majority anywhere for ${listed(lost)}`)
  return parts.length === 0 ? '' : `${parts.join('; ')}.`
}
