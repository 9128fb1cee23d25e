// A run of chaos: a cluster of its own, clients at every node, faults from the seed, a verdict at the end
// whatever happens in between.

import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODE_ROLES } from '../../shared/ids.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Tallies } from './attack.ts'
import type { ChaosCluster } from './cluster.ts'
import { startChaosCluster } from './cluster.ts'
import type { NemesisName } from './nemesis/choose.ts'
import { Recorder } from './recorder.ts'
import type { Report } from './report.ts'
import { verdictOf } from './report.ts'
import type { Length } from './phases.ts'
import { planPhases } from './phases.ts'
import { manyRounds } from './rounds.ts'
import { openSession } from './session.ts'
import { compareLogs, readNodeLogs } from './verdict/node-logs.ts'
import { Scoreboard } from './verdict/scoreboard.ts'
import { checkWholeHistory } from './verdict/whole-history.ts'

export interface ChaosOptions {
  readonly startScript: string
  readonly seed: number
  readonly length: Length
  readonly nemeses: readonly NemesisName[]
  /** Folder for the archive: made here. */
  readonly archive: string
  readonly say: (text: string) => void
  /** The run is to end early, with a verdict on what was seen. */
  readonly isInterrupted: () => boolean
}

export async function runChaos(options: ChaosOptions): Promise<Report> {
  const { archive, seed, say } = options
  mkdirSync(archive, { recursive: true })
  const begun = performance.now()
  const now = (): number => performance.now() - begun
  const scores = new Scoreboard((check, text) => say(`RED  ${check}: ${text}`))
  const cluster = await startChaosCluster({
    startScript: options.startScript,
    seed,
    snapshots: snapshotsFor(seed),
  })
  const recorder = new Recorder(join(archive, 'history.jsonl'), now)
  const tallies: Tallies = new Map()
  try {
    const session = await openSession({ seed, say, cluster, recorder, scores })
    const phases = planPhases(options.length, options.nemeses, createRandom(seedOf(seed, 'phases')))
    const rounds = await manyRounds(session, { ...options, phases, tallies, now })
    await session.control.saveTrace(join(archive, 'journal.ndjson')).catch((error: unknown) => {
      say(`the journal could not be saved: ${String(error)}`)
    })
    await cluster.stop()
    compareFiles(cluster, scores)
    const history = readFileSync(join(archive, 'history.jsonl'), 'utf8')
    scores.checkedAll(['the log goes forward', 'once'], checkWholeHistory(history))
    keepFiles(cluster, archive)
    const report: Report = {
      seed,
      nemeses: [...new Set(phases.flatMap(({ names }) => names))],
      plannedMs: phases.reduce((sum, { ms }) => sum + ms, 0),
      ranForMs: now(),
      rounds,
      operations: recorder.operations,
      hardest: session.judge.hardest,
      interrupted: options.isInterrupted(),
      verdict: verdictOf(scores.isGreen(), [...tallies.values()]),
      rows: scores.rows(),
      tallies: [...tallies].map(([name, tally]) => ({ name, ...tally })),
      archive,
    }
    writeFileSync(join(archive, 'verdict.json'), `${JSON.stringify(report, null, 2)}\n`)
    return report
  } catch (error) {
    // Whatever went wrong in the run itself, the files may say why.
    keepFiles(cluster, archive)
    throw error
  } finally {
    recorder.close()
    await cluster.stop()
    cluster.remove()
  }
}

/** Logs and snapshots of all nodes, and what they printed. The journal lies beside, in one piece. */
const keepFiles = ({ data }: ChaosCluster, archive: string): void =>
  cpSync(data, join(archive, 'data'), { recursive: true, filter: (path) => path !== join(data, 'journal') })

/** From one in every second to one in a minute, by the seed. */
const snapshotsFor = (seed: number): number =>
  createRandom(seedOf(seed, 'snapshots')).pick([20, 60, 200, 500])

/** Of a node that is there or was decommissioned. What was set aside because its files were bad agrees with nobody. */
const NODE_FOLDER = new RegExp(`^(${NODE_ROLES.join('|')})-\\d+(\\.decommissioned)?$`)

/** After the end of all processes. */
function compareFiles(cluster: ChaosCluster, scores: Scoreboard): void {
  const folders = readdirSync(cluster.data).filter((name) => NODE_FOLDER.test(name))
  const logs = folders.flatMap((folder) => readNodeLogs(cluster.data, folder))
  scores.checked('logs agree', logs.length === 0 ? ['no node has left a log'] : compareLogs(logs))
}
