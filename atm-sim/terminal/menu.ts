// The numbered menu: asks for each field in turn and makes the same line a person could have typed.

const CHOICES = [
  { word: 'quit', fields: [] },
  { word: 'create', fields: ['account'] },
  { word: 'deposit', fields: ['account', 'amount'] },
  { word: 'withdraw', fields: ['account', 'amount'] },
  { word: 'transfer', fields: ['from', 'to', 'amount'] },
  { word: 'balance', fields: ['account'] },
  { word: 'history', fields: ['account'] },
  { word: 'accounts', fields: [] },
  { word: 'status', fields: [] },
] as const

export const MENU_LINE =
  '1 create  2 deposit  3 withdraw  4 transfer  5 balance  6 history  7 accounts  8 status  0 quit'

interface Form {
  readonly word: string
  readonly missing: readonly string[]
  readonly given: readonly string[]
}

export interface Menu {
  begin(): void
  /** The prompt of the question being asked, or null outside the menu. */
  prompt(): string | null
  /** The line to carry out, null if another field is asked next, or `cancelled`. */
  take(text: string): string | null
}

export function createMenu(): Menu {
  let choosing = false
  let form: Form | null = null

  function advance(next: Form): string | null {
    form = next.missing.length > 0 ? next : null
    return form === null ? [next.word, ...next.given].join(' ') : null
  }

  function choose(typed: string): string | null {
    choosing = false
    const choice = /^\d$/.test(typed) ? CHOICES[Number(typed)] : undefined
    if (choice === undefined) return typed === '' ? 'cancelled' : typed
    return advance({ word: choice.word, missing: choice.fields, given: [] })
  }

  return {
    begin() {
      choosing = true
    },
    prompt() {
      if (choosing) return 'choose> '
      return form === null ? null : `${form.missing[0] ?? ''}> `
    },
    take(text) {
      const typed = text.trim()
      if (choosing) return choose(typed)
      if (form === null) return text
      const { word, missing, given } = form
      form = null
      return typed === ''
        ? 'cancelled'
        : advance({ word, missing: missing.slice(1), given: [...given, typed] })
    },
  }
}
