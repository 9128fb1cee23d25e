// The list of lessons and the lesson that is played.

import type { Locator } from '@playwright/test'
import { expect } from '@playwright/test'
import { testIds } from '../../shared/test-ids.ts'
import type { Dashboard } from './dashboard.ts'

export class Lessons {
  readonly #dashboard: Dashboard
  readonly list: Locator
  readonly played: Locator
  readonly words: Locator

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard
    this.list = dashboard.page.getByTestId(testIds.lessons)
    this.played = dashboard.page.getByTestId(testIds.lesson)
    this.words = dashboard.page.getByTestId(testIds.narration)
  }

  choice(name: string): Locator {
    return this.#dashboard.one(testIds.lessonChoice, { lesson: name })
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#dashboard.page.keyboard.press(key)
  }

  /** With the keyboard alone. */
  async open(name: string, find: string): Promise<void> {
    await this.press('e')
    await expect(this.list).toHaveAttribute('data-state', 'known')
    await this.#dashboard.page.keyboard.type(find)
    await expect(this.choice(name)).toBeVisible()
    await this.press('Enter')
    await expect(this.played).toHaveAttribute('data-lesson', name)
  }

  async isAt(step: number, state: 'ready' | 'plays' | 'over' = 'ready'): Promise<void> {
    await expect(this.played).toHaveAttribute('data-step', String(step))
    await expect(this.played).toHaveAttribute('data-step-state', state)
  }
}
