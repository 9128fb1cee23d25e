// How the nodes of a cluster keep their logs. `log` appends lines to files; `rewrite` writes whole documents
// again, which nothing can tear and which is slower. Chosen once, when the cluster is made.

export const STORAGE_KINDS = ['log', 'rewrite'] as const
export type StorageKind = (typeof STORAGE_KINDS)[number]

export const DEFAULT_STORAGE: StorageKind = 'log'
