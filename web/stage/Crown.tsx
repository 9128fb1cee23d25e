// A solid crown for a leader that a majority confirms, a hollow one for a leader in its own eyes only.

export function Crown({ x, y, size, hollow }: { x: number; y: number; size: number; hollow: boolean }) {
  const w = size
  const h = size * 0.66
  const path = `M${-w / 2} ${h / 2}L${-w / 2 - w * 0.06} ${-h * 0.28}L${-w * 0.22} ${h * 0.04}L0 ${-h / 2}L${w * 0.22} ${h * 0.04}L${w / 2 + w * 0.06} ${-h * 0.28}L${w / 2} ${h / 2}Z`
  return (
    <path className={hollow ? 'crown crown-hollow' : 'crown'} d={path} transform={`translate(${x} ${y})`} />
  )
}
