// Looks whether the cluster is ready, tells when that changes, and makes the demo set on the way there.

import type { ControlOptions } from './options.ts'
import type { Cluster } from './cluster.ts'
import type { DataFolder } from './data-folder.ts'
import { setClock } from './clock-desk.ts'
import { DEMO_TOPIC, makeDemo } from './demo.ts'
import { urlHost } from './node-config.ts'
import { PROFILES } from './options.ts'
import { missing, union } from './readiness.ts'

export interface Readiness {
  /** What is missing now, in words. */
  readonly missing: () => readonly string[]
  /** Resolves when the cluster is ready for the first time. */
  readonly first: Promise<void>
  readonly stop: () => void
}

/** Until everything is ready, as often as viewers are told; later nobody waits for it. */
const LOOK_MS = { starting: 50, settled: 250 }

export function watchReadiness(cluster: Cluster, folder: DataFolder, options: ControlOptions): Readiness {
  const { hub, supervisor } = cluster
  const stopped = new AbortController()
  let demoMade = folder.history().demo !== null || options.empty
  let settled = false
  let open: () => void = () => {}
  const first = new Promise<void>((resolve) => (open = resolve))

  function lacks(): string[] {
    const nodes = [...supervisor.entries.values()].map(({ place, state, ready, wanted }) => ({
      id: place.id,
      state,
      ready,
      wanted,
    }))
    const { demo, topics: known } = folder.history()
    const topics = demo === 'made' && demoHasTopic(folder) ? union(known, [DEMO_TOPIC]) : known
    return missing(hub.view, nodes, { counts: folder.counts, topics, demoMade })
  }

  function look(): void {
    noteTopics(cluster, folder)
    const lacking = lacks()
    const ready = lacking.length === 0
    if (ready && !settled) settle()
    else if (settled && ready !== hub.view.ready)
      tell(ready, ready ? 'everything is ready' : lacking.join(', '))
  }

  const tell = (ready: boolean, text: string): void => void hub.emit({ kind: 'ready', ready, text }, null)

  /** The first time: elections and demo ran at full pace; now the pace that was asked for. */
  function settle(): void {
    settled = true
    if (folder.history().demo === null) folder.remember({ demo: 'none' })
    const rate = PROFILES[options.profile]
    const paced = rate === 1 ? Promise.resolve(null) : setClock(cluster, rate, 'raftroom')
    void paced.then(() => {
      tell(true, 'everything is ready')
      open()
    })
  }

  async function demo(): Promise<void> {
    const base = (role: string): string[] =>
      [...supervisor.entries.values()]
        .filter(({ place }) => place.role === role)
        .map(({ place }) => `http://${urlHost(options.host)}:${place.httpPort}`)
    // A gift into an account that somebody opened in a window would be wrong money.
    const atms = folder.hasOldBank ? [] : base('atm')
    const places = { managers: base('manager'), atms, brokers: folder.counts.brokers }
    demoMade = await makeDemo(places, stopped.signal)
    if (demoMade) folder.remember({ demo: 'made' })
  }

  if (!demoMade) void demo()
  let timer = setTimeout(lookAgain, LOOK_MS.starting)
  function lookAgain(): void {
    look()
    timer = setTimeout(lookAgain, settled ? LOOK_MS.settled : LOOK_MS.starting)
  }
  return {
    missing: lacks,
    first,
    stop() {
      clearTimeout(timer)
      stopped.abort()
    },
  }
}

const demoHasTopic = ({ counts }: DataFolder): boolean => counts.managers > 0 && counts.brokers >= 3

function noteTopics({ hub }: Cluster, folder: DataFolder): void {
  const { topics } = folder.history()
  const known = union(topics, hub.view.topics)
  if (JSON.stringify(known) !== JSON.stringify(topics)) folder.remember({ topics: known })
}
