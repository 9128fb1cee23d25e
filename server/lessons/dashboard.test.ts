// What the dashboard's own reader makes of the recordings: here two sides meet that know nothing of each other.

import { expect, it } from 'vitest'
import { TapeReader } from '../../web/store/tape/read-tape.ts'
import { viewAt } from '../../web/store/tape/tape.ts'
import { createShelf } from './shelf.ts'
import { transcriptFiles } from './transcripts.fixture.ts'

const shelf = createShelf(() => transcriptFiles)

it.each(shelf.list())(
  '$name is played by the dashboard: each step is a place to go to',
  ({ name, steps }) => {
    const text = shelf.tape(name)
    if (text?.ok !== true) throw new Error(text?.error ?? `there is no ${name}`)
    const reader = new TapeReader(name)
    for (const line of text.value.split('\n')) expect(reader.line(line)).toBeNull()
    const read = reader.finish()
    if (!read.ok) throw new Error(read.error)
    const { value: tape } = read
    expect([tape.lesson?.name, tape.notes, tape.verdict]).toEqual([name, [], null])
    const places = tape.lesson?.steps ?? []
    expect(places.map(({ place }) => viewAt(tape, place).lesson?.step)).toEqual(
      Array.from({ length: steps }, (_, at) => at + 1),
    )
  },
)
