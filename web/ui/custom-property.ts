// A custom property as a style. React passes it on, its types do not know it.

import type { CSSProperties } from 'react'

export const customProperty = (name: `--${string}`, value: number): CSSProperties => ({ [name]: value })
