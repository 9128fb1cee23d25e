// Where things are on the dashboard: by role, name and the attributes of shared/test-ids.ts, never by style.

import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { testIds } from '../../shared/test-ids.ts'

type Attributes = Readonly<Record<string, string>>

export class Dashboard {
  readonly page: Page
  readonly app: Locator

  constructor(page: Page) {
    this.page = page
    this.app = page.getByTestId(testIds.app)
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await expect(this.app).toHaveAttribute('data-connection', 'open')
    await expect(this.app).toHaveAttribute('data-ready', 'true')
  }

  one(testId: string, attributes: Attributes = {}): Locator {
    const wanted = Object.entries(attributes).map(([name, value]) => `[data-${name}="${value}"]`)
    return this.page.locator(`[data-testid="${testId}"]${wanted.join('')}`)
  }

  node(id: string): Locator {
    return this.one(testIds.node, { node: id })
  }

  nodes(): Locator {
    return this.page.locator(`[data-testid="${testIds.node}"]`)
  }

  link(from: string, to: string): Locator {
    return this.one(testIds.link, { from, to })
  }

  group(name: string): Locator {
    return this.one(testIds.group, { group: name })
  }

  replica(group: string, node: string): Locator {
    return this.one(testIds.replica, { group, node })
  }

  wallCell(group: string, node: string): Locator {
    return this.one(testIds.wallCell, { group, node })
  }

  get money(): Locator {
    return this.page.getByTestId(testIds.money)
  }

  balance(account: string, node: string): Locator {
    return this.one(testIds.balance, { account, node })
  }

  /** Resolves as soon as a frame shows this node so, however briefly. */
  async showsLeader(node: string, leading: 'confirmed' | 'believes' | 'none'): Promise<void> {
    const wanted = `[data-testid="${testIds.node}"][data-node="${node}"][data-leader="${leading}"]`
    await this.page.evaluate(
      (selector) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (document.querySelector(selector) === null) requestAnimationFrame(look)
            else resolve()
          }
          look()
        }),
      wanted,
    )
  }

  async view(name: 'Cluster' | 'Group' | 'Wall'): Promise<void> {
    await this.page.keyboard.press({ Cluster: '1', Group: '2', Wall: '3' }[name])
  }

  async panel(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click()
  }

  /** Selects a node on the stage and presses one of the buttons of its card. */
  async act(node: string, action: 'stop' | 'kill' | 'powercut' | 'freeze' | 'thaw' | 'start'): Promise<void> {
    await this.node(node).click()
    await this.page.getByTestId(testIds.nodeCard).locator(`[data-action="${action}"]`).click()
  }
}
