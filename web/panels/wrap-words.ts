// Breaks a line where a terminal would, but between words; what follows is set in, so that one answer
// still reads as one.

const SET_IN = '  '

export function wrapWords(line: string, columns: number): readonly string[] {
  if (line.length <= columns) return [line]
  const rows: string[] = []
  let row = ''
  for (const word of line.split(' ')) {
    const start = row === '' && rows.length > 0 ? SET_IN : ''
    const longer = row === '' ? `${start}${word}` : `${row} ${word}`
    if (longer.length <= columns || row === '') {
      row = longer
      continue
    }
    rows.push(row)
    row = `${SET_IN}${word}`
  }
  return [...rows, row]
}
