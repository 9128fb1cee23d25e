// Without news the picture stands still and fades, and says so: it never pretends that nothing happens.

import { useEffect, useState } from 'react'
import { useCluster } from '../store/cluster.ts'
import { Notice } from '../ui/Notice.tsx'

const SECOND = 1_000

export function NewsOverlay() {
  const lost = useCluster((state) => state.connection === 'lost' && state.shows === 'present')
  return lost ? <NoNews /> : null
}

/** Mounted anew for each loss, so it counts from nothing each time. */
function NoNews() {
  const seconds = useSeconds()
  return (
    <div className="news-overlay">
      <Notice tone="bad">
        {`No news for ${seconds} s. The cluster goes on without us; this page tries again by itself.`}
      </Notice>
    </div>
  )
}

function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), SECOND)
    return () => clearInterval(timer)
  }, [])
  return seconds
}
