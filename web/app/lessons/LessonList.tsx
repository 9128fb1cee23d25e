// All lessons by topic: a field that finds, and below it one button for each. Enter in the field takes the
// one that is marked, arrows go from one to the next.

import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { testIds } from '../../../shared/test-ids.ts'
import { unreachable } from '../../../shared/assert.ts'
import type { LessonFacts } from '../../../shared/protocol/lessons.ts'
import type { LessonList as List } from '../../store/lessons.ts'
import { askLessons, knownLessons, openLesson, useLessons } from '../../store/lessons.ts'
import { useReplay } from '../../store/replay.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { stepIn } from '../../ui/roving.ts'
import type { Topic } from './lesson-words.ts'
import { bestOf, saysMore, sizeWords, topicsOf } from './lesson-words.ts'
import './lesson-list.css'

export function LessonList({ onClose }: { onClose: () => void }) {
  const list = useLessons((state) => state.list)
  const [typed, setTyped] = useState('')
  const choices = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    void askLessons()
    // A dialog gives the focus to its first button when it opens.
    field.current?.focus()
  }, [])
  const topics = topicsOf(knownLessons(list), typed)
  const best = typed.trim() === '' ? null : (bestOf(topics, typed)?.name ?? null)
  const pick = (name: string | null): void => {
    if (name === null) return
    onClose()
    void openLesson(name)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const isField = event.target === field.current
    if (isField && event.key === 'Enter') pick(best)
    const buttons = [...(choices.current?.querySelectorAll('button') ?? [])]
    const now = buttons.findIndex((one) => one === document.activeElement)
    if ((now === -1 && !isField) || (isField && event.key !== 'ArrowDown')) return
    const next = stepIn(event.key, now, buttons.length, 'vertical')
    if (next === null) return
    event.preventDefault()
    buttons[next]?.focus()
  }
  return (
    <Dialog title="Lessons" onClose={onClose} wide>
      <div className="lessons" data-testid={testIds.lessons} data-state={list.kind} onKeyDown={onKeyDown}>
        <p className="quiet">
          Raft, played step by step in place of the cluster, which goes on meanwhile. Each is a transcript of
          the code that runs here, and one of its tests.
        </p>
        <input
          ref={field}
          type="search"
          className="text-field lesson-find"
          aria-label="Find a lesson"
          placeholder="Find: figure, snapshot, vote …"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div ref={choices}>
          <Found list={list} topics={topics} best={best} onPick={pick} />
        </div>
      </div>
    </Dialog>
  )
}

interface FoundProps {
  readonly list: List
  readonly topics: readonly Topic[]
  /** Its name; null while nothing is looked for. */
  readonly best: string | null
  readonly onPick: (name: string) => void
}

function Found({ list, topics, best, onPick }: FoundProps) {
  switch (list.kind) {
    case 'unknown':
    case 'asked':
      return (
        <p className="lessons-note quiet" role="status">
          Asking the control server for its lessons …
        </p>
      )
    case 'failed':
      return (
        <Notice tone="bad" action={<Button onPress={() => void askLessons()}>Ask again</Button>}>
          {`No lessons can be shown: ${list.why}.`}
        </Notice>
      )
    case 'known':
      return topics.length === 0 ? (
        <p className="lessons-note quiet" role="status">
          {list.lessons.length === 0 ? 'This server has no lessons.' : 'No lesson speaks of that.'}
        </p>
      ) : (
        <Topics topics={topics} best={best} onPick={onPick} />
      )
    default:
      return unreachable(list)
  }
}

function Topics({ topics, best, onPick }: Omit<FoundProps, 'list'>) {
  const played = useReplay(({ replay }) => replay?.tape.lesson?.name ?? null)
  const first = topics[0]?.lessons[0]
  return (
    <div className="lesson-topics">
      {topics.map(({ name, lessons }) => (
        <section key={name} aria-label={name}>
          <h3>{name}</h3>
          <ul>
            {lessons.map((one) => (
              <li key={one.name}>
                <Choice
                  lesson={one}
                  isFirst={one === first}
                  isBest={one.name === best}
                  isPlayed={one.name === played}
                  onPick={onPick}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

interface ChoiceProps {
  readonly lesson: LessonFacts
  readonly isFirst: boolean
  readonly isBest: boolean
  readonly isPlayed: boolean
  readonly onPick: (name: string) => void
}

/** One tab stop for all of them: arrows lead on. */
function Choice({ lesson, isFirst, isBest, isPlayed, onPick }: ChoiceProps) {
  return (
    <button
      type="button"
      className="lesson-choice"
      tabIndex={isFirst ? 0 : -1}
      aria-current={isPlayed ? 'true' : undefined}
      data-testid={testIds.lessonChoice}
      data-lesson={lesson.name}
      data-best={isBest}
      onClick={() => onPick(lesson.name)}
    >
      <span className="lesson-choice-title">{lesson.title}</span>
      <span className="lesson-choice-size tabular">{isBest ? <kbd>Enter</kbd> : sizeWords(lesson)}</span>
      {saysMore(lesson) && <span className="lesson-choice-sentence">{lesson.sentence}</span>}
    </button>
  )
}
