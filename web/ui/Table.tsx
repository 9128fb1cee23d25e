// A real table with a fixed head. Columns are data, cells are drawn by the caller.

import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly head: ReactNode
  readonly align?: 'start' | 'end'
  /** This column names the row. */
  readonly names?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface Props<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly rowClass?: (row: Row) => string | undefined
  readonly testId?: string
}

export function Table<Row>({ label, columns, rows, rowKey, rowClass, testId }: Props<Row>) {
  return (
    <table className="table" aria-label={label} data-testid={testId}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" data-align={column.align}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className={rowClass?.(row)}>
            {columns.map((column) => cellOf(column, row))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function cellOf<Row>(column: Column<Row>, row: Row): ReactNode {
  if (column.names === true)
    return (
      <th key={column.id} scope="row" data-align={column.align}>
        {column.cell(row)}
      </th>
    )
  return (
    <td key={column.id} data-align={column.align}>
      {column.cell(row)}
    </td>
  )
}
