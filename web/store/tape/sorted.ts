// Looking things up in lists that are in order.

/** How many of the values, which never go back, are at most `limit`. */
export function countUpTo(values: readonly number[], limit: number): number {
  return countWhile(values, (value) => value <= limit)
}

/** How many at the beginning have it, where none behind the first that has not does. */
export function countWhile<T>(values: readonly T[], has: (value: T) => boolean): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const value = values[middle]
    if (value !== undefined && has(value)) low = middle + 1
    else high = middle
  }
  return low
}
