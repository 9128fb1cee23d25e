// Reads which tests a SPEC.md names: `file.test.ts` › test name. The name ends at the end of the line, at
// the end of a table cell, or before the next file.

export interface NamedTest {
  readonly file: string
  readonly name: string
}

const NAMED = /`([^`\s]+\.test\.tsx?)`\s*›\s*((?:(?!\s*(?:\||<br>|;\s*`|,\s*`)).)+)/g

export function namedTests(text: string): NamedTest[] {
  return [...text.matchAll(NAMED)].map(([, file = '', name = '']) => ({ file, name: bare(name) }))
}

const bare = (name: string): string => name.trim().replace(/^[`"'*_]+|[`"'*_.]+$/g, '')

/** The named tests that no file has. `read` answers null for a file that does not exist. */
export function wanting(named: readonly NamedTest[], read: (file: string) => string | null): NamedTest[] {
  return named.filter(({ file, name }) => {
    const text = read(file)
    return text === null || !plain(text).includes(plain(name))
  })
}

/** Without escapes: a title with an apostrophe is written in more than one way. */
const plain = (text: string): string => text.replaceAll('\\', '').replaceAll(/\s+/g, ' ')
