// `npm run transcripts`: plays every transcript of the core and compares it with what is written; lists them as
// lessons; makes the recording of one, for the dashboard.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { play, whatIsWrong } from '../lessons/play.ts'
import { createShelf } from '../lessons/shelf.ts'
import { parseTranscript, rewritten } from '../lessons/transcript.ts'
import { readTranscripts, transcriptPath } from './transcript-files.ts'

const USAGE = `Usage: npm run transcripts -- [options]
Plays the written stories of the consensus core and compares what they print with what is written in them.
  --rewrite           writes what they print; then read the difference line by line before you believe it
  --list              the lessons, in the order of the course
  --tape NAME FILE    the recording of one, to be played by the dashboard; FILE - is standard output
Example: npm run transcripts -- --tape figure-8 figure-8.ndjson`

const EXIT_WRONG_USAGE = 2
const STANDARD_OUTPUT = '-'

type Asked =
  | { readonly kind: 'help' | 'check' | 'rewrite' | 'list' }
  | { readonly kind: 'tape'; readonly name: string; readonly file: string }

export function main(argv: readonly string[]): number {
  const asked = readArguments(argv)
  if (!asked.ok) {
    console.error(`${asked.error}\n${USAGE}`)
    return EXIT_WRONG_USAGE
  }
  switch (asked.value.kind) {
    case 'help':
      console.log(USAGE)
      return 0
    case 'check':
      return check()
    case 'rewrite':
      return rewrite()
    case 'list':
      return list()
    case 'tape':
      return writeTape(asked.value.name, asked.value.file)
  }
}

const flag = { type: 'boolean', default: false } as const
const OPTIONS = { help: flag, rewrite: flag, list: flag, tape: { type: 'string' } } as const

function readArguments(argv: readonly string[]): Result<Asked, string> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const { help, rewrite: rewrites, list: lists, tape: name } = values
    if (help) return ok({ kind: 'help' })
    const kinds = [rewrites, lists, name !== undefined].filter((given) => given)
    if (kinds.length > 1) return err('only one of --rewrite, --list and --tape')
    const [file, ...rest] = positionals
    if (name !== undefined && file !== undefined && rest.length === 0) return ok({ kind: 'tape', name, file })
    if (name !== undefined) return err('--tape needs the name of a transcript and a file')
    if (file !== undefined) return err(`${file} belongs to no option`)
    return ok({ kind: rewrites ? 'rewrite' : lists ? 'list' : 'check' })
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

function check(): number {
  const files = readTranscripts()
  const wrong = files.flatMap(({ name, text }) => whatIsWrong(name, text) ?? [])
  for (const sentence of wrong) console.log(sentence)
  console.log(`${files.length - wrong.length} of ${files.length} transcripts print what is written in them`)
  return wrong.length === 0 ? 0 : 1
}

function rewrite(): number {
  let code = 0
  for (const { name, text } of readTranscripts()) {
    const now = textNow(name, text)
    if (!now.ok) {
      console.error(now.error)
      code = 1
    } else if (now.value !== text) {
      writeFileSync(transcriptPath(name), now.value)
      console.log(`${name} was written anew`)
    }
  }
  return code
}

function textNow(name: string, text: string): Result<string, string> {
  const transcript = parseTranscript(name, text)
  if (!transcript.ok) return transcript
  const printed = play(transcript.value)
  return printed.ok ? ok(rewritten(text, printed.value)) : printed
}

function list(): number {
  let topic = ''
  for (const lesson of createShelf(readTranscripts).list()) {
    if (lesson.topic !== topic) console.log(`${topic === '' ? '' : '\n'}${lesson.topic}`)
    topic = lesson.topic
    console.log(
      `  ${lesson.name.padEnd(NAME_WIDTH)} ${String(lesson.steps).padStart(2)} steps  ${lesson.title}`,
    )
  }
  return 0
}

/** The longest name and a little. */
const NAME_WIDTH = 44

function writeTape(name: string, file: string): number {
  const tape = createShelf(readTranscripts).tape(name)
  if (tape === null) {
    console.error(`there is no transcript ${name}: --list names them`)
    return EXIT_WRONG_USAGE
  }
  if (!tape.ok) {
    console.error(tape.error)
    return 1
  }
  return save(tape.value, file)
}

function save(tape: string, file: string): number {
  if (file === STANDARD_OUTPUT) {
    process.stdout.write(tape)
    return 0
  }
  try {
    writeFileSync(file, tape)
  } catch (error) {
    console.error(
      `the recording cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
    return 1
  }
  console.error(
    `${file}: to play it, open it on the dashboard ("Open a recording"), or drop it on the page; the dashboard of a running cluster has it among its lessons`,
  )
  return 0
}
