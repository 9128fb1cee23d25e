// A node ends when whoever started it ends. Standard input is a pipe held open by the control server:
// its end is seen at once, also after kill -9. The parent's pid is looked at as well, in case the pipe
// was inherited by somebody else.

/** Real milliseconds; the pipe is the quick way, this is the slow one. */
const LOOK_AT_PARENT_MS = 1_000

export function watchParent(onLost: () => void): void {
  const parent = process.ppid
  let lost = false
  const once = (): void => {
    if (lost) return
    lost = true
    onLost()
  }
  process.stdin.on('end', once)
  process.stdin.on('close', once)
  process.stdin.on('error', once)
  process.stdin.resume()
  setInterval(() => {
    if (process.ppid !== parent) once()
  }, LOOK_AT_PARENT_MS).unref()
}
