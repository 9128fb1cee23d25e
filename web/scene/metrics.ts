// How large marks and text are on the screen, in pixels. A drawing is scaled to its area, but text and
// targets are not: they keep the size that people at that distance can read.

import type { Size } from './cluster.ts'

export interface Metrics {
  readonly name: 'laptop' | 'projector'
  /** Half the height of a node. */
  readonly r: number
  /** Size of the smallest text and distance of its lines. */
  readonly small: number
  readonly line: number
  readonly pad: number
  /** Between two rooms, with the trunk in it. */
  readonly gap: number
  /** Height of the strip with the legend. */
  readonly legend: number
}

/** From here on the stage is meant for a projector: to be read from the last row. */
const PROJECTOR: Size = { width: 1_200, height: 640 }

const METRICS: Readonly<Record<Metrics['name'], Metrics>> = {
  laptop: { name: 'laptop', r: 30, small: 14, line: 18, pad: 10, gap: 20, legend: 32 },
  projector: { name: 'projector', r: 46, small: 22, line: 28, pad: 16, gap: 36, legend: 50 },
}

export const isProjector = ({ width, height }: Size): boolean =>
  width >= PROJECTOR.width && height >= PROJECTOR.height

export const metricsFor = (size: Size): Metrics => METRICS[isProjector(size) ? 'projector' : 'laptop']

/** Mean width of a letter of the page's font, in parts of its size: good enough to break lines. */
const LETTER = 0.46

export const textWidth = (text: string, fontSize: number): number => text.length * fontSize * LETTER

/** Breaks a text between words into lines of at most `width` pixels; one long word stays whole. */
export function wrap(text: string, fontSize: number, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const joined = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && textWidth(joined, fontSize) <= width) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  return lines
}
