// The row of checks: what the control server holds against the running event stream, always in sight. Quiet
// while everything holds; one that broke turns the whole row into an alarm that names its evidence.

import { useEffect, useRef, useState } from 'react'
import type { InvariantView } from '../../shared/cluster-view.ts'
import type { InvariantName } from '../../shared/invariants/names.ts'
import { INVARIANTS, INVARIANT_WORDS } from '../../shared/invariants/names.ts'
import { testIds } from '../../shared/test-ids.ts'
import { moment } from '../panels/quantities.ts'
import { useCluster } from '../store/cluster.ts'
import { Icon } from '../ui/Icon.tsx'
import './checks.css'

type Found = Readonly<Partial<Record<InvariantName, InvariantView>>>
type Standing = 'holds' | 'broken' | 'unchecked'

const standingOf = (found: InvariantView | undefined): Standing => {
  if (found === undefined || (found.ok && found.checked === 0)) return 'unchecked'
  return found.ok ? 'holds' : 'broken'
}

export function Checks() {
  const found = useCluster((state) => state.view.invariants)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const broken = INVARIANTS.filter((name) => found[name]?.ok === false)
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div className="checks" data-testid={testIds.invariants} data-ok={broken.length === 0}>
      <button
        ref={button}
        type="button"
        className="checks-row"
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={rowWords(found, broken)}
        onClick={() => setOpen(!open)}
      >
        {broken.length > 0 ? <Alarm broken={broken} found={found} /> : <Row found={found} />}
      </button>
      <span className="visually-hidden" role="alert">
        {broken.length > 0 ? alarmWords(broken, found) : ''}
      </span>
      {open && <Explained found={found} onClose={close} />}
    </div>
  )
}

function Row({ found }: { found: Found }) {
  return INVARIANTS.map((name) => (
    <span key={name} className="check" {...facts(name, found)}>
      <Sign standing={standingOf(found[name])} />
      <span className="check-name">{INVARIANT_WORDS[name].title}</span>
    </span>
  ))
}

function Alarm({ broken, found }: { broken: readonly InvariantName[]; found: Found }) {
  return (
    <span className="checks-alarm">
      <Icon name="alert" />
      <span className="checks-alarm-words">{alarmWords(broken, found)}</span>
    </span>
  )
}

const facts = (name: InvariantName, found: Found) => ({
  'data-testid': testIds.invariant,
  'data-invariant': name,
  'data-standing': standingOf(found[name]),
  'data-checked': found[name]?.checked ?? 0,
})

/** A tick where something was compared and held; a ring where nothing was there to compare yet. */
function Sign({ standing }: { standing: Standing }) {
  if (standing === 'holds') return <Icon name="check" />
  return standing === 'broken' ? <Icon name="alert" /> : <span className="check-none" aria-hidden="true" />
}

function alarmWords(broken: readonly InvariantName[], found: Found): string {
  const [first] = broken
  if (first === undefined) return ''
  const others = broken.length === 1 ? '' : ` (and ${broken.length - 1} more)`
  return `${INVARIANT_WORDS[first].title} is broken${others}: ${found[first]?.evidence ?? 'no evidence given'}`
}

const rowWords = (found: Found, broken: readonly InvariantName[]): string => {
  if (broken.length > 0) return `Checks: ${alarmWords(broken, found)}`
  const all = INVARIANTS.length
  const held = INVARIANTS.filter((name) => standingOf(found[name]) === 'holds').length
  return held === all
    ? `Checks: all ${all} hold`
    : `Checks: ${held} of ${all} hold, the others had nothing to compare yet`
}

function Explained({ found, onClose }: { found: Found; onClose: () => void }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => ref.current?.focus(), [])
  return (
    <>
      <div className="menu-shade" onPointerDown={onClose} />
      <div
        ref={ref}
        className="checks-explained"
        role="dialog"
        aria-label="What is checked"
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Tab') return
          event.preventDefault()
          event.stopPropagation()
          onClose()
        }}
      >
        <p className="quiet">
          The control server compares what the processes report, event by event. Where telemetry was lost it
          knows nothing and raises no alarm.
        </p>
        <dl>
          {INVARIANTS.map((name) => (
            <Explanation key={name} name={name} found={found[name]} />
          ))}
        </dl>
      </div>
    </>
  )
}

function Explanation({ name, found }: { name: InvariantName; found: InvariantView | undefined }) {
  const { title, says, counts } = INVARIANT_WORDS[name]
  const standing = standingOf(found)
  const checked = found?.checked ?? 0
  return (
    <div className="explained" data-standing={standing}>
      <dt>
        <Sign standing={standing} />
        {title}
      </dt>
      <dd>
        {says}
        <span className="explained-count">
          {standing === 'unchecked' ? 'nothing to compare yet' : `${checked.toLocaleString('en')} ${counts}`}
        </span>
        {found !== undefined && found.evidence !== null && (
          <strong className="explained-evidence">
            {found.brokenAt === null ? found.evidence : `${moment(found.brokenAt)}: ${found.evidence}`}
          </strong>
        )}
      </dd>
    </div>
  )
}
