// The second engine, for teaching: the same records in documents of at most 256, each written again as a whole for
// every batch. What the log engine has to decide about torn tails does not exist here; what it saves shows in
// `raftroom bench`.

import type { LogFile, LogFormat } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { LogRecord } from './records.ts'
import { writeDocument } from './documents.ts'
import { createRewriteAdapter } from './rewrite-adapter.ts'
import { documentBytes, documentPlace, documentRecord, examineDocument, jsonOf } from './rewrite-codec.ts'

/** Every batch writes all of them again: half a millisecond for a hundred, eight for ten thousand. */
export const DOCUMENT_RECORDS = 256

/** `pid` tells apart the temporary files of processes that meet in one folder. */
export function rewriteFiles(pid: number): LogFormat {
  function* write(folder: string, file: number, count: string, records: readonly LogRecord[]): Plan<LogFile> {
    const held = records.map(documentRecord)
    yield* writeDocument(documentPlace(folder, pid, file), count, jsonOf(held))
    return {
      file,
      records,
      end: documentBytes(file, held) - 1,
      handle: null,
      adapter: (parts) => createRewriteAdapter({ ...parts, folder, pid, file, records: held }),
    }
  }

  return {
    kind: 'rewrite',
    maxRecords: DOCUMENT_RECORDS,
    canTear: false,
    examine: examineDocument,
    create: (folder, head) => write(folder, head.file, 'new', [head]),
    takeUp: (folder, { file, lines }) =>
      write(
        folder,
        file,
        'open',
        lines.map((line) => line.record),
      ),
  }
}
