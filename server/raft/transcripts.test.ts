// Every transcript prints what its file says. `npm run transcripts -- --rewrite` writes the files anew: read every
// changed line before you keep it.

import { expect, it } from 'vitest'
import { whatIsWrong } from '../lessons/play.ts'
import { readTranscripts } from '../processes/transcript-files.ts'

it.each(readTranscripts())('the transcript $name prints what is written in it', ({ name, text }) => {
  expect(whatIsWrong(name, text)).toBeNull()
})
