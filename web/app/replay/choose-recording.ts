// Asks for a file, as the system does, and opens it. Must be called by a press: a browser allows it then only.

import { openFile } from '../../store/opening.ts'

/** What the simulator and the journal write. */
const ACCEPTED = '.ndjson,application/x-ndjson'

export function chooseRecording(): void {
  const field = document.createElement('input')
  field.type = 'file'
  field.accept = ACCEPTED
  field.addEventListener('change', () => {
    const file = field.files?.[0]
    if (file !== undefined) void openFile(file)
  })
  field.click()
}
