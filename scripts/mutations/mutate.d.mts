export interface Mutation {
  readonly id: string
  readonly change: string
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly suites: readonly string[]
}
export type Mutated =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string }
export function mutate(source: string, mutation: Mutation): Mutated
