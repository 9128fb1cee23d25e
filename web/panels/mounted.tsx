// Mounts a panel for a test with nothing but React, and finds things in it the way people do.

import { act } from 'react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { assert } from '../../shared/assert.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import { useCluster, usePresent } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { NO_STORY, useStory } from '../store/story.ts'

export interface Mounted {
  readonly place: HTMLElement
  one(selector: string): HTMLElement
  all(selector: string): HTMLElement[]
  button(name: string): HTMLElement
  press(element: HTMLElement): Promise<void>
  unmount(): Promise<void>
}

export function showView(view: ClusterView, rights: 'drive' | 'watch' = 'drive'): void {
  useCluster.setState({ view, rights, shows: 'present', connection: 'open', run: 'test' })
  usePresent.setState({ view, story: NO_STORY })
  useFocus.setState({ view: 'cluster', group: null, focus: null })
  useStory.setState(NO_STORY)
}

export async function mount(node: ReactNode): Promise<Mounted> {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
  const place = document.createElement('div')
  document.body.append(place)
  const root = createRoot(place)
  await act(async () => root.render(node))
  const all = (selector: string): HTMLElement[] => [...place.querySelectorAll<HTMLElement>(selector)]
  const first = (found: readonly HTMLElement[], what: string): HTMLElement => {
    const [element] = found
    assert(element !== undefined, `nothing on the page is ${what}`)
    return element
  }
  return {
    place,
    all,
    one: (selector) => first(all(selector), selector),
    button: (name) =>
      first(
        all('button').filter((one) => one.textContent?.trim() === name),
        `a button ${name}`,
      ),
    press: async (element) => act(async () => element.click()),
    async unmount() {
      await act(async () => root.unmount())
      place.remove()
    },
  }
}

/** Answers the control API in place of the server, and keeps what it was asked. */
export function fakeControl(answer: object = { ok: true, seq: 1 }): { readonly asked: Fault[] } {
  const asked: Fault[] = []
  Reflect.set(globalThis, 'fetch', async (_path: string, init: { readonly body: string }) => {
    asked.push(JSON.parse(init.body))
    return new Response(JSON.stringify(answer))
  })
  return { asked }
}
