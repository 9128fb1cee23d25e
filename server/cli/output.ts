// What commands print. Results go to standard output, as text or as one JSON value per line; everything
// about them goes to standard error.

export interface Output {
  readonly line: (text: string) => void
  readonly note: (text: string) => void
}

export interface Format {
  readonly json?: boolean
}

/** One result, in the form that was asked for. */
export function print(output: Output, { json }: Format, value: unknown, text: () => string): void {
  output.line(json === true ? JSON.stringify(value) : text())
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
