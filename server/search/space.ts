// The states of a search: rows of small numbers in one table, exact and without hashing away anything. Each knows the
// state it was first reached from and by which move. Rows stand in the order in which they were found, so the table
// is the queue of a breadth-first search as well.

const FIRST_CAPACITY = 1 << 12
/** Slots per row: half of them empty keeps the probing short. */
const SLOTS = 2
/** Beside the numbers of a state: where it came from, and the move. */
const EXTRA = 2

export class Space {
  #fields: number
  #cells: Int32Array
  /** Number of a state + 1; 0: empty. */
  #slots: Int32Array
  #size = 0

  constructor(fields: number) {
    this.#fields = fields
    this.#cells = new Int32Array(FIRST_CAPACITY * (fields + EXTRA))
    this.#slots = new Int32Array(FIRST_CAPACITY * SLOTS)
  }

  get size(): number {
    return this.#size
  }

  get fields(): number {
    return this.#fields
  }

  read(state: number, into: number[]): void {
    const begin = state * (this.#fields + EXTRA)
    for (let field = 0; field < this.#fields; field += 1) into[field] = this.#cells[begin + field] ?? 0
  }

  from(state: number): number {
    return this.#cells[state * (this.#fields + EXTRA) + this.#fields] ?? 0
  }

  move(state: number): number {
    return this.#cells[state * (this.#fields + EXTRA) + this.#fields + 1] ?? 0
  }

  /** False if this state is known. */
  add(row: ArrayLike<number>, from: number, move: number): boolean {
    const slot = this.#slotOf(row)
    if (this.#slots[slot] !== 0) return false
    const width = this.#fields + EXTRA
    const begin = this.#size * width
    for (let field = 0; field < this.#fields; field += 1) this.#cells[begin + field] = row[field] ?? 0
    this.#cells[begin + this.#fields] = from
    this.#cells[begin + this.#fields + 1] = move
    this.#size += 1
    this.#slots[slot] = this.#size
    if ((this.#size + 1) * SLOTS > this.#slots.length) this.#grow()
    return true
  }

  /** Where this row is, or where it belongs. */
  #slotOf(row: ArrayLike<number>): number {
    let hash = 0
    for (let field = 0; field < this.#fields; field += 1) {
      hash = Math.imul(hash ^ (row[field] ?? 0), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let at = this.#slots[slot] ?? 0; at !== 0 && !this.#is(at - 1, row); at = this.#slots[slot] ?? 0)
      slot = (slot + 1) & mask
    return slot
  }

  #is(state: number, row: ArrayLike<number>): boolean {
    const begin = state * (this.#fields + EXTRA)
    for (let field = 0; field < this.#fields; field += 1)
      if (this.#cells[begin + field] !== row[field]) return false
    return true
  }

  /** Rows get this many fields, the new ones 0. */
  widen(fields: number): void {
    const [before, after] = [this.#fields, fields]
    const cells = new Int32Array((this.#cells.length / (before + EXTRA)) * (after + EXTRA))
    for (let state = 0; state < this.#size; state += 1) {
      const begin = state * (before + EXTRA)
      cells.set(this.#cells.subarray(begin, begin + before), state * (after + EXTRA))
      cells.set(this.#cells.subarray(begin + before, begin + before + EXTRA), state * (after + EXTRA) + after)
    }
    this.#fields = after
    this.#cells = cells
    this.#place(this.#slots.length)
  }

  #grow(): void {
    const cells = new Int32Array(this.#cells.length * 2)
    cells.set(this.#cells)
    this.#cells = cells
    this.#place(this.#slots.length * 2)
  }

  /** Every row into a new table of so many slots. */
  #place(slots: number): void {
    this.#slots = new Int32Array(slots)
    const width = this.#fields + EXTRA
    for (let state = 0; state < this.#size; state += 1) {
      const row = this.#cells.subarray(state * width, state * width + this.#fields)
      this.#slots[this.#slotOf(row)] = state + 1
    }
  }
}
