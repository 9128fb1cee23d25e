// Where the cluster is: named on the command line, named in the environment, named by the file that a
// running control server keeps in its data folder, or where it listens by default.

import { resolve } from 'node:path'
import { readRunFile } from '../control/run-file.ts'

export interface WhereOptions {
  readonly url?: string
}

const DEFAULT_URL = 'http://127.0.0.1:8400'

/** Without a slash behind it. */
export function clusterUrl({ url }: WhereOptions, env: Readonly<Record<string, string | undefined>>): string {
  const found = url ?? env['RAFTROOM_URL'] ?? readRunFile(dataFolder(env))?.url ?? DEFAULT_URL
  return found.replace(/\/+$/, '')
}

export const dataFolder = (env: Readonly<Record<string, string | undefined>>): string =>
  resolve(env['RAFTROOM_DATA'] ?? './data')
