// Waiting without sleeping: a claim is looked at again whenever something was said.

export class Watch {
  private readonly looking = new Set<() => void>()

  readonly changed = (): void => {
    for (const look of this.looking) look()
  }

  /** Resolves as soon as the claim holds; the test's own time limit ends a wait in vain. */
  readonly until = (claim: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!claim()) return
        this.looking.delete(look)
        resolve()
      }
      this.looking.add(look)
      look()
    })
}
