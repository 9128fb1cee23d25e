// Keeps the address and what is shown the same, in both directions: view, focus, and the lesson that is played.

import { useEffect } from 'react'
import { useFocus } from '../store/focus.ts'
import { openLesson } from '../store/lessons.ts'
import { forgetOpening } from '../store/opening.ts'
import { closeTape, move, useReplay } from '../store/replay.ts'
import { seekStep } from '../store/tape/lesson-steps.ts'
import { seekTime } from '../store/tape/playback.ts'
import type { Address, LessonAddress } from './address.ts'
import { readAddress, writeAddress } from './address.ts'

export function useAddress(): void {
  useEffect(() => {
    // While a lesson that the address asks for is on its way the page must not write over it; and where the address
    // has changed meanwhile, what it asked for before is over.
    let reading: Address | null = null
    // It changes some time before anybody is told: what somebody has typed must not be written over by the next frame.
    let known = ''
    const read = async (): Promise<void> => {
      known = location.hash
      const address = readAddress(known)
      reading = address
      const isThere = await followLesson(address.lesson)
      if (reading !== address) return
      reading = null
      if (isThere) follow(address)
    }
    const write = (): void => {
      if (reading !== null || location.hash !== known) return
      tell(shownNow())
      known = location.hash
    }
    const onHashChange = (): void => void read()
    onHashChange()
    window.addEventListener('hashchange', onHashChange)
    const forgets = [useFocus.subscribe(write), useReplay.subscribe(write)]
    return () => {
      window.removeEventListener('hashchange', onHashChange)
      for (const forget of forgets) forget()
    }
  }, [])
}

const lessonNow = (): LessonAddress | null => {
  const { replay } = useReplay.getState()
  if (replay === null || replay.tape.lesson === null) return null
  const { name, steps } = replay.tape.lesson
  return { name, step: steps.filter(({ place }) => place <= replay.playback.place).length, time: null }
}

export function shownNow(): Address {
  const { view, group, focus } = useFocus.getState()
  return { view, group, focus, lesson: lessonNow() }
}

function tell(address: Address): void {
  const hash = writeAddress(address)
  if (hash === location.hash) return
  // Replaced, not pushed: a class clicks a lot, and Back should leave the page. A lesson is a page of its own:
  // Back leads out of it.
  const isSameLesson = readAddress(location.hash).lesson?.name === address.lesson?.name
  if (isSameLesson) history.replaceState(null, '', hash)
  else history.pushState(null, '', hash)
}

/** Opens it, goes to its step, or leaves the one that is played or on its way. False: it did not come. */
async function followLesson(wanted: LessonAddress | null): Promise<boolean> {
  const played = lessonNow()
  if (wanted === null) {
    forgetOpening()
    if (played !== null) closeTape()
    return true
  }
  if (played?.name !== wanted.name && !(await openLesson(wanted.name))) return false
  const { step, time } = wanted
  if (time !== null) move((tape, playback) => ({ ...seekTime(tape, playback, time), runs: false }))
  else if (step !== null && step !== lessonNow()?.step)
    move((tape, playback) => seekStep(tape, playback, step))
  return true
}

/** A lesson looks at its logs unless the address says otherwise; without one the cluster is the beginning. */
function follow({ view, group, focus, lesson }: Address): void {
  if (view !== null) useFocus.setState({ view, group, focus })
  else if (lesson === null) useFocus.setState({ view: 'cluster', group, focus })
}
