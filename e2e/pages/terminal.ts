// A terminal in the dashboard: typed into like a person would, read through its accessible log.

import type { Locator } from '@playwright/test'
import { expect } from '@playwright/test'
import { testIds } from '../../shared/test-ids.ts'
import type { Dashboard } from './dashboard.ts'

export class Terminal {
  readonly #dashboard: Dashboard
  readonly #screen: Locator
  readonly log: Locator

  private constructor(dashboard: Dashboard, atm: string) {
    this.#dashboard = dashboard
    this.#screen = dashboard.one(testIds.terminal, { atm })
    this.log = this.#screen.getByTestId(testIds.terminalLog)
  }

  static async open(dashboard: Dashboard, atm: string): Promise<Terminal> {
    await dashboard.panel('Terminals')
    const choices = dashboard.page.getByRole('group', { name: 'Open a terminal' })
    await choices.getByRole('button', { name: atm }).click()
    const terminal = new Terminal(dashboard, atm)
    await expect(terminal.#screen).toHaveAttribute('data-state', 'ready')
    return terminal
  }

  async type(line: string): Promise<void> {
    await this.#screen.locator('textarea').focus()
    await this.#dashboard.page.keyboard.type(line)
    await this.#dashboard.page.keyboard.press('Enter')
  }

  /** The answer to the line just typed begins with one of the outcomes. */
  async answers(pattern: RegExp): Promise<void> {
    await expect(this.log).toContainText(pattern)
  }
}
