// The moment at which a node is ready, for whoever has to know it.

/** A start must be quick; real milliseconds. */
const LOOK_AT_READY_MS = 25

/** Ready stays ready for the rest of a life, so nobody looks any more once it was told. */
export function onceReady(ready: () => boolean, tell: () => void): void {
  const looking = setInterval(() => {
    if (!ready()) return
    clearInterval(looking)
    tell()
  }, LOOK_AT_READY_MS)
  looking.unref()
}
