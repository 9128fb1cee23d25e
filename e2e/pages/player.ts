// The player of recordings on the dashboard.

import type { Locator } from '@playwright/test'
import { expect } from '@playwright/test'
import { testIds } from '../../shared/test-ids.ts'
import type { Dashboard } from './dashboard.ts'

export class Player {
  readonly #dashboard: Dashboard
  readonly bar: Locator
  readonly slider: Locator

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard
    this.bar = dashboard.page.getByTestId(testIds.replay)
    this.slider = dashboard.page.getByRole('slider', { name: 'Moment of the recording' })
  }

  /** Through the button of the bar and the system's window for files. */
  async choose(path: string): Promise<void> {
    const { page } = this.#dashboard
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open a recording…' }).click()
    await (await chooser).setFiles(path)
  }

  async open(path: string): Promise<void> {
    await this.choose(path)
    await expect(this.#dashboard.app).toHaveAttribute('data-mode', 'replay')
  }

  /** How many events have happened in the picture. */
  async place(): Promise<number> {
    return Number(await this.bar.getAttribute('data-place'))
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#dashboard.page.keyboard.press(key)
  }
}
