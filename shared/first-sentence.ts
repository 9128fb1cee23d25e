// The first sentence of a text, with its full stop: the headline of a longer narration.

/** A full stop inside a word or a number, as in `5.4.2`, ends nothing. */
const FIRST = /^.*?[.!?](?=\s|$)/s

export const firstSentence = (text: string): string => FIRST.exec(text)?.[0] ?? text
