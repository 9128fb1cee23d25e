// Colour says one thing: the same term as the neighbour, or another. The numeral says which.

import type { Term } from '../../shared/ids.ts'

/** Four colours, in an order in which neighbouring terms differ in every kind of colour vision, and in grey. */
export const TERM_CYCLE = 4

/** The CSS variable of a term's fill. Term 0 is no term yet: white in both themes, as its numeral is black. */
export const termFill = (term: Term): string =>
  term === 0 ? 'var(--term-none)' : `var(--term-${term % TERM_CYCLE})`
