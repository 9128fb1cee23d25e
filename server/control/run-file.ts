// `run.json` in the data folder: who runs on it now. Tools find the cluster by it; the next start ends by
// it what a control server that was killed has left behind (a frozen node cannot notice its death).

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { ProcessFacts } from './process-facts.ts'
import { readJson, writeJson } from './json-file.ts'
import { factsOf } from './process-facts.ts'

const identity = { pid: z.int().min(1), started: z.string() }

const runFileSchema = z.object({
  ...identity,
  url: z.string(),
  nodes: z.array(
    z.object({
      ...identity,
      id: z.string(),
      role: z.enum(['manager', 'broker', 'atm']),
      httpPort: z.int(),
      raftPort: z.int(),
    }),
  ),
})
export type RunFile = z.infer<typeof runFileSchema>

const pathOf = (data: string): string => join(data, 'run.json')

export function readRunFile(data: string): RunFile | null {
  try {
    return readJson(pathOf(data), runFileSchema)
  } catch {
    // Half written or of another version: it names nobody for certain, so nobody is touched.
    return null
  }
}

export const writeRunFile = (data: string, run: RunFile): void => writeJson(pathOf(data), run)
export const removeRunFile = (data: string): void => rmSync(pathOf(data), { force: true })

export interface Leftovers {
  /** A control server that is alive on this folder: it must not be disturbed. */
  readonly control: number | null
  /** Nodes that outlived theirs. */
  readonly nodes: readonly { readonly id: string; readonly pid: number }[]
}

/** Same pid, same start, and a command line of ours: no foreign process is ever taken for one. */
export function leftoversOf(run: RunFile, look: (pid: number) => ProcessFacts | null = factsOf): Leftovers {
  const lives = ({ pid, started }: { pid: number; started: string }, word: string): boolean => {
    const facts = look(pid)
    return (
      facts !== null && facts.state !== 'dead' && facts.started === started && facts.command.includes(word)
    )
  }
  return {
    control: lives(run, '') ? run.pid : null,
    nodes: run.nodes.filter((node) => lives(node, node.id)).map(({ id, pid }) => ({ id, pid })),
  }
}
