// A part of the page that fails says so in its place, and the rest stays usable.

import { Component } from 'react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

interface Props {
  readonly name: string
  readonly children: ReactNode
}

interface State {
  readonly failure: string | null
}

export class Boundary extends Component<Props, State> {
  override state: State = { failure: null }

  static getDerivedStateFromError(error: unknown): State {
    return { failure: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { failure } = this.state
    if (failure === null) return this.props.children
    const again = <Button onPress={() => this.setState({ failure: null })}>Try again</Button>
    return (
      <Notice tone="bad" action={again}>
        {`${this.props.name} cannot be drawn: ${failure}`}
      </Notice>
    )
  }
}
