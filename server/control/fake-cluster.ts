// For tests: a control server whose nodes are stand-ins, in a folder of its own, on free ports.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TraceEvent } from '../../shared/trace.ts'
import type { RunningControl } from './control.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { startControl } from './control.ts'
import type { Lessons } from './lesson-routes.ts'
import { parseOptions } from './options.ts'

export const FAKE_NODE = fileURLToPath(new URL('./fake-node.mjs', import.meta.url))

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'raftroom-control-'))
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export const FIRST_LESSON = {
  name: 'first',
  title: 'The first',
  topic: 'elections',
  sentence: 'One votes.',
  steps: 1,
  replicas: 3,
} as const

/** One that is played, and one that prints something else than what is written. */
const FAKE_LESSONS: Lessons = {
  list: () => [FIRST_LESSON],
  tape: (name) =>
    name === 'first' ? ok('{"kind":"keyframe"}\n') : name === 'broken' ? err('it prints otherwise') : null,
}

export function startFake(folder: string, behaviour = ''): Promise<Result<RunningControl, string>> {
  const argv = [
    '--port',
    '0',
    '--empty',
    '--managers',
    '3',
    '--brokers',
    '1',
    '--atms',
    '3',
    '--data',
    join(folder, 'data'),
  ]
  const options = parseOptions(argv, {})
  if (!options.ok) throw new Error(options.error)
  return startControl({
    options: options.value,
    scriptOf: () => FAKE_NODE,
    webDir: folder,
    lessons: FAKE_LESSONS,
    env: { ...process.env, FAKE_NODE: behaviour },
    version: '0.0.0',
    cutPower: async () => ok(null),
    say: () => {},
  })
}

/** For tests to which a refused start is a failure. */
export async function startedFake(folder: string, behaviour = ''): Promise<RunningControl> {
  const started = await startFake(folder, behaviour)
  if (!started.ok) throw new Error(started.error)
  return started.value
}

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export async function ask(url: string, method = 'GET', body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', 'raftroom-by': 'the test' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const answer: Record<string, unknown> = JSON.parse(await response.text())
  return { status: response.status, body: answer }
}

export async function eventsOf(url: string): Promise<TraceEvent[]> {
  const response = await fetch(`${url}/api/events?after=0&limit=1000`)
  const { events }: { events: TraceEvent[] } = JSON.parse(await response.text())
  return events
}
