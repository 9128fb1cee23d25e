// `npm start`: options, signals, what is printed. Standard output carries the summary, or with --json one
// line and nothing else; everything on the way there goes to standard error.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ControlOptions } from '../control/options.ts'
import type { RunningControl } from '../control/control.ts'
import { startControl } from '../control/control.ts'
import { optionsHelp, parseOptions } from '../control/options.ts'
import { StartReport } from '../control/start-report.ts'
import { readyLine, summary } from '../control/summary.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { createShelf } from '../lessons/shelf.ts'
import { nodeFileSystem } from '../storage/node-fs.ts'
import { cutPower } from '../storage/power-cut.ts'
import { startedByNpm, watchShell } from './lifeline.ts'
import { readTranscripts } from './transcript-files.ts'
import { readVersion } from './version.ts'

/** Beside this file when bundled. */
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
/** Told again and again until the cluster is ready, so that nobody takes it for hung. */
const STILL_EVERY_MS = 2_000

const say = (line: string): void => void process.stderr.write(`${line}\n`)

export async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${optionsHelp()}\n`)
    return
  }
  const options = parseOptions(argv, process.env)
  if (!options.ok) {
    say(options.error)
    process.exit(2)
  }
  const started = await startControl({
    options: options.value,
    scriptOf: (role) => here(`./${role}.mjs`),
    webDir: here('../web'),
    lessons: createShelf(readTranscripts),
    env: process.env,
    version: readVersion(),
    cutPower: async (dir, seed) => cutPowerOf(dir, seed),
    say,
  })
  if (!started.ok) {
    say(started.error)
    process.exit(1)
  }
  endInOrder(started.value)
  await waitUntilReady(started.value)
  tell(started.value, options.value)
}

/** The file system may refuse, and the control server goes on. */
function cutPowerOf(dir: string, seed: number): Result<null, string> {
  try {
    cutPower(nodeFileSystem, dir, seed)
    return ok(null)
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

async function waitUntilReady({ url, ready, missing, failed }: RunningControl): Promise<void> {
  const report = new StartReport(url)
  const still = setInterval(() => {
    const text = report.look(missing(), failed())
    if (text !== null) say(text)
  }, STILL_EVERY_MS)
  await ready
  clearInterval(still)
}

function tell({ url, data, nodes }: RunningControl, { json, open }: ControlOptions): void {
  const text = json ? readyLine(url, nodes(), data, process.pid) : summary(url, nodes(), data, startedByNpm())
  process.stdout.write(`${text}\n`)
  if (open) openBrowser(url)
}

/** Ctrl-C reaches us once or, through npm, twice; a lost parent counts as one. Either way it ends once. */
function endInOrder(control: RunningControl): void {
  let ending = false
  const end = (why: string): void => {
    if (ending) return
    ending = true
    say(`stopping (${why}) ...`)
    void control.stop().then(
      () => process.exit(0),
      (error: unknown) => crash(error),
    )
  }
  const crash = (error: unknown): never => {
    say(
      `the control server failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    process.exit(1)
  }
  process.on('SIGINT', () => end('SIGINT'))
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGHUP', () => end('SIGHUP'))
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  process.on('exit', () => control.killNow())
  // Whoever read our output may be gone: that is no reason to fail.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  if (startedByNpm()) watchShell(() => end('npm has ended'))
}

function openBrowser(url: string): void {
  const commands: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
    darwin: ['open', [url]],
    win32: ['cmd', ['/c', 'start', url]],
  }
  const [command, args] = commands[process.platform] ?? ['xdg-open', [url]]
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => say(`no browser could be opened: go to ${url}`))
    .unref()
}
