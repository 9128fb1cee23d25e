// Where an arrow key leads in a row, a column or both; null when the key is another one.

export function stepIn(
  key: string,
  now: number,
  length: number,
  axis: 'horizontal' | 'vertical' | 'both',
): number | null {
  if (length === 0) return null
  const wrap = (index: number): number => (index + length) % length
  if (key === 'Home') return 0
  if (key === 'End') return length - 1
  if (axis !== 'vertical' && key === 'ArrowRight') return wrap(now + 1)
  if (axis !== 'vertical' && key === 'ArrowLeft') return wrap(now - 1)
  if (axis !== 'horizontal' && key === 'ArrowDown') return wrap(now + 1)
  if (axis !== 'horizontal' && key === 'ArrowUp') return wrap(now - 1)
  return null
}
