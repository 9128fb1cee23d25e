// One direction of one link: what it carries, what a rule does to it, and the ways to cut and mend it.

import { useMemo } from 'react'
import { linkKey } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { HeldFrames } from './HeldFrames.tsx'
import { isHeld } from './held-words.ts'
import { Facts } from './Facts.tsx'
import { cutOrMend, holdOrLetGo } from './link-deeds.ts'
import { bytes, grouped } from './quantities.ts'
import { linkWords } from './replica-words.ts'
import { whyNotDrive } from '../store/rights.ts'
import { ruleWords } from './rule-words.ts'

interface Props {
  readonly from: NodeId
  readonly to: NodeId
  readonly keysOf: (action: 'cutThisWay' | 'cutBothWays' | 'holdOrRelease') => string | undefined
}

export function LinkCard({ from, to, keysOf }: Props) {
  const link = useCluster((state) => state.view.links[linkKey(from, to)])
  const blocked = useCluster(whyNotDrive)
  const { deed, perform } = useDeed()
  const isCut = link?.rule.cut === true
  const verb = isCut ? 'Mend' : 'Cut'
  const send = (oneWay: boolean): void => {
    const { fault, doing, done } = cutOrMend({ from, to, oneWay }, isCut)
    perform(doing, done, () => inject(fault))
  }
  const held = link !== undefined && isHeld(link)
  const hold = (): void => {
    const { fault, doing, done } = holdOrLetGo(from, to, held)
    perform(doing, done, () => inject(fault))
  }
  const pair = useMemo(() => ({ from, to }), [from, to])
  if (link === undefined) return <p className="quiet">These two are not connected.</p>
  // The last count of a link whose peer has gone says nothing about now.
  const isGone = link.state === 'gone'
  return (
    <div className="node-card">
      <div className="button-row">
        <Button icon="cut" keys={keysOf('cutThisWay')} blocked={blocked} onPress={() => send(true)}>
          {`${verb} this way`}
        </Button>
        <Button icon="cut" keys={keysOf('cutBothWays')} blocked={blocked} onPress={() => send(false)}>
          {`${verb} both ways`}
        </Button>
        <Button
          icon={held ? 'play' : 'pause'}
          hint={held ? 'what waits goes on, in its order' : 'every frame waits until you let it go'}
          keys={keysOf('holdOrRelease')}
          blocked={blocked}
          onPress={hold}
        >
          {held ? 'Let all go' : 'Hold this way'}
        </Button>
        <Button kind="quiet" onPress={() => useFocus.getState().focusLink(to, from)}>
          Reverse
        </Button>
      </div>
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
      <Facts
        facts={[
          ['State', linkWords(link.state)],
          ['Rule', isCut ? 'every frame is dropped' : (ruleWords(link.rule) ?? 'none')],
          ['Frames per second', isGone ? '–' : String(Math.round(link.framesPerSecond))],
          ['Bytes per second', isGone ? '–' : bytes(link.bytesPerSecond)],
          ['Frames dropped so far', grouped(link.dropped)],
        ]}
      />
      <HeldFrames link={pair} />
    </div>
  )
}
