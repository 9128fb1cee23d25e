// Whose turn it is when no partition is named: (client + j) mod n. Fairness, not truth: not replicated.

export class Turns {
  readonly #taken = new Map<number, number>()

  /** The partition whose turn it is for this client. */
  at(client: number, partitions: number): number {
    return (client + (this.#taken.get(client) ?? 0)) % partitions
  }

  advance(client: number): void {
    this.#taken.set(client, (this.#taken.get(client) ?? 0) + 1)
  }

  /** All partitions once, beginning with the one whose turn it is. */
  round(client: number, partitions: number): readonly number[] {
    const first = this.at(client, partitions)
    return Array.from({ length: partitions }, (_, step) => (first + step) % partitions)
  }
}
