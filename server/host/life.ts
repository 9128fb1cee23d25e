// What changes in the life of a host as a whole. Its parts read it; only the host and its end change it.

export interface Life {
  /** False once it stops, or cannot go on. */
  open: boolean
  /** The role tells its own facts anew. */
  retellRole: () => void
}
