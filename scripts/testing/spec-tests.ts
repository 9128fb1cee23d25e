// Reads which tests a SPEC.md names: a file in backticks, then words of its tests' names in italics:
// `file.test.ts` › _words of a name_ · _words of another_.

export interface NamedTest {
  readonly file: string
  readonly name: string
}

const FILE_OR_NAME = /`([^`\s]+\.test\.tsx?)`|(?<![\w`])_([^_\n]+)_(?!\w)/g

export function namedTests(text: string): NamedTest[] {
  return text.split('\n').flatMap((line) => {
    let file = ''
    return [...line.matchAll(FILE_OR_NAME)].flatMap(([, named, name]) => {
      file = named ?? file
      return name === undefined || file === '' ? [] : [{ file, name }]
    })
  })
}

/** The named tests that no file has. `read` answers null for a file that does not exist. */
export function wanting(named: readonly NamedTest[], read: (file: string) => string | null): NamedTest[] {
  return named.filter(({ file, name }) => {
    const text = read(file)
    return text === null || !plain(text).includes(plain(name))
  })
}

/** Without escapes: a title with an apostrophe is written in more than one way. */
const plain = (text: string): string => text.replaceAll('\\', '').replaceAll(/\s+/g, ' ')
