// How a command ends when it does not succeed: one sentence, and a number for scripts.

/** 1: it was understood and could not be done. 2: it was not understood. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

export const wrongUsage = (message: string): CommandFailure => new CommandFailure(message, 2)
