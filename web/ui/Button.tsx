// Buttons. One that cannot be used now stays focusable and says why, instead of silently greying out.

import type { ReactNode, Ref } from 'react'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'

interface Common {
  readonly onPress: () => void
  readonly testId?: string | undefined
  /** Further data-attributes, e.g. `{'data-action': 'kill'}`. */
  readonly data?: Readonly<Record<`data-${string}`, string>> | undefined
  /** Why it cannot be used now; shown as its tooltip and read aloud with its name. */
  readonly blocked?: string | null | undefined
  readonly pressed?: boolean | undefined
  readonly keys?: string | undefined
  readonly ref?: Ref<HTMLButtonElement> | undefined
}

interface ButtonProps extends Common {
  readonly children: ReactNode
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly icon?: IconName | undefined
  readonly hint?: string | undefined
}

const described = ({ blocked, keys }: Common, hint?: string): string | undefined => {
  const text = blocked ?? hint
  if (keys === undefined) return text ?? undefined
  return text === undefined ? `Key: ${keys}` : `${text} (key: ${keys})`
}

const common = (props: Common) => ({
  type: 'button' as const,
  ref: props.ref,
  'data-testid': props.testId,
  'aria-pressed': props.pressed,
  'aria-disabled': typeof props.blocked === 'string' ? true : undefined,
  onClick: () => {
    if (typeof props.blocked !== 'string') props.onPress()
  },
  ...props.data,
})

export function Button(props: ButtonProps) {
  const { children, kind = 'plain', icon, hint } = props
  return (
    <button {...common(props)} className={`button button-${kind}`} title={described(props, hint)}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  )
}

interface IconButtonProps extends Common {
  readonly icon: IconName
  /** Its name for everyone who does not see the sign. */
  readonly label: string
}

export function IconButton(props: IconButtonProps) {
  return (
    <button
      {...common(props)}
      className="icon-button"
      aria-label={props.label}
      title={described(props, props.label)}
    >
      <Icon name={props.icon} />
    </button>
  )
}
