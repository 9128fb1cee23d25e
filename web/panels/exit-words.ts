// What an exit code or a signal means, in words: the codes are those of the node's main file.

import type { ExitFact } from '../../shared/trace-facts.ts'

const CODES: Readonly<Record<number, string>> = {
  0: 'clean shutdown',
  70: 'its disk gave an error',
  71: 'its data is missing or damaged',
  72: 'an invariant was broken',
}

const SIGNALS: Readonly<Record<string, string>> = {
  SIGKILL: 'killed at once, nothing tidied up',
  SIGTERM: 'ended before it could shut down cleanly',
  SIGINT: 'interrupted',
  SIGSEGV: 'crashed inside the runtime',
  SIGABRT: 'the runtime gave up',
}

export function exitWords(exit: ExitFact | null): string {
  if (exit === null) return 'never ended'
  if (exit.signal !== null) return `${exit.signal}: ${SIGNALS[exit.signal] ?? 'ended by a signal'}`
  if (exit.code === null) return 'ended, nobody knows how'
  return `exit ${exit.code}: ${CODES[exit.code] ?? 'ended by itself with an error'}`
}
