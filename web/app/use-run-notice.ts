// Another life of the control server is another run: what the page knew is void, and it says so.

import { useEffect } from 'react'
import { ok } from '../../shared/result.ts'
import { useCluster } from '../store/cluster.ts'
import type { Perform } from '../ui/use-deed.ts'

export function useRunNotice(perform: Perform): void {
  useEffect(
    () =>
      useCluster.subscribe((now, before) => {
        if (before.run === null || now.run === before.run) return
        perform('', 'the server was started anew: everything before is another run', async () => ok(null))
      }),
    [perform],
  )
}
