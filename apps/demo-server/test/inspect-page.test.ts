// The page /_bridge/ in a real browser, over what the demo's filters and modules do.

import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { findChromium, looksOf, useBrowser } from './support/browser.ts'
import { Client, useDemo } from './support/demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const executablePath = findChromium()
if (executablePath === null) console.warn('inspect-page.test.ts is skipped: no Chromium in PATH; install one, or name it with CHROMIUM_PATH.')

describe.skipIf(executablePath === null)('the page /_bridge/', () => {
  const demo = useDemo()
  const visitor = useBrowser(demo, executablePath)

  /** Sends requests, and opens the page once it shows the last one. */
  async function openAfter(paths: readonly string[], at = '/_bridge/', options: Parameters<typeof visitor.open>[1] = {}): Promise<Page> {
    const client = new Client(demo.app)
    for (const path of paths) await client.get(path)
    client.close()
    const page = await visitor.open(at, options)
    await page.getByText(`${paths.length} request`, { exact: false }).first().waitFor()
    await expect.poll(() => page.locator('#rows .took', { hasText: 'running' }).count()).toBe(0)
    return page
  }

  const rows = (page: Page): Locator => page.locator('#rows a')
  const urls = (page: Page): Promise<string[]> => page.locator('#rows .url').allInnerTexts()
  const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
  async function openRequest(page: Page, path: string): Promise<Locator> {
    await rows(page).filter({ has: page.getByText(path, { exact: true }) }).first().click()
    await page.locator('#detail h2', { hasText: path }).waitFor()
    return page.locator('#detail')
  }

  it('lists requests, newest first, and shows those that come', async () => {
    const page = await openAfter(['/app/hello', '/nothing'])
    expect(await urls(page)).toEqual(['/nothing', '/app/hello'])
    expect(await page.locator('#rows .status').allInnerTexts()).toEqual(['404', '200'])
    await fetch(`${visitor.base}/app/hello?new`)
    await page.getByText('/app/hello?new', { exact: true }).waitFor()
    expect((await urls(page))[0]).toBe('/app/hello?new')
    expect((await urls(page)).some((url) => url.startsWith('/_bridge'))).toBe(false)
  })

  it('says first what was done, and by whom', async () => {
    const page = await openAfter(['/', '/private/whoami'])
    const done = page.getByRole('region', { name: 'What was done' })
    await openRequest(page, '/private/whoami')
    const lines = await done.locator('li').allInnerTexts()
    expect(lines).toContain('basic-auth-mapper PREPROC_HEADERS header on denial x-hint none → use the password of the old site')
    expect(lines.some((line) => line.endsWith(' returned FINISH_REQUEST'))).toBe(true)
    await done.getByText('basic-auth-mapper').first().click()
    expect(await focused(page)).toContain('basic-auth-mapper')
    await openRequest(page, '/')
    expect(await done.locator('li').allInnerTexts()).toContain('DefaultDocument MAP_PATH executed GET /example/default.html')
    await page.getByText('Compact view', { exact: false }).click()
    expect(await page.locator('.compact tbody tr').first().innerText()).toMatch(/^1\s+General\s+GENERAL_REQUEST_START\s+SiteId="1"/)
  })

  it('searches and filters, and the address keeps it', async () => {
    const page = await openAfter(['/app/hello', '/nothing', '/private/whoami', '/', '/~alice/notes.txt'])
    const expectRows = (expected: readonly string[]): Promise<void> => expect.poll(() => urls(page)).toEqual(expected)
    const search = page.getByRole('searchbox')
    await search.fill('alice notes')
    await expectRows(['/~alice/notes.txt'])
    await search.fill('')
    await page.getByLabel('Status').selectOption('4xx')
    await expectRows(['/private/whoami', '/nothing'])
    await page.getByLabel('Filter or module').selectOption('default-document')
    await search.fill('401.2')
    await expectRows(['/private/whoami'])
    await page.reload()
    await expectRows(['/private/whoami'])
    expect(await search.inputValue()).toBe('401.2')
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => rows(page).count()).toBe(5)
    await page.getByLabel('Time taken').selectOption('from 1 s')
    await expectRows([])
    expect(await page.locator('#nothing').innerText()).toBe('No request is like that.')
    await page.getByLabel('Time taken').selectOption('Any time')
    await page.getByLabel('With changes').check()
    await expect.poll(() => rows(page).count()).toBeGreaterThan(0)
  })

  it('shows a lane for each filter and module, children inside, post-events marked', async () => {
    const page = await openAfter(['/'])
    const detail = await openRequest(page, '/')
    const lanes = await detail.locator('.lanes button').allInnerTexts()
    expect(lanes).toEqual(expect.arrayContaining(['request-timer', 'DefaultDocument', 'default-document', 'home-folder', 'StaticFileModule', 'stamp']))
    const parent = detail.locator('.call', { hasText: 'DefaultDocument' }).first()
    const inside = detail.locator('.call', { hasText: 'StaticFileModule' }).first()
    const left = async (call: Locator): Promise<number> => (await call.boundingBox())?.x ?? 0
    expect(await left(inside)).toBeGreaterThan(await left(parent))
    expect(await detail.locator('.calls .child').innerText()).toContain('Child request')
    expect(await detail.locator('.lanes .bar.post').count()).toBeGreaterThan(0)
    expect(await detail.locator('.calls .stage', { hasText: 'post-event' }).count()).toBeGreaterThan(0)
    // The bar of the call that waits covers those of the calls that it waits for.
    const boxOf = async (title: string): Promise<{ x: number; width: number }> => (await detail.locator(`.lanes .bar[title*="${title}"]`).first().boundingBox()) ?? { x: 0, width: 0 }
    for (const scale of ['In order', 'By time']) {
      await detail.getByLabel(scale).check()
      const [outer, inner] = [await boxOf('7. MAP_PATH'), await boxOf('EXECUTE_REQUEST_HANDLER')]
      expect([scale, inner.x >= outer.x, inner.x + inner.width <= outer.x + outer.width + 4]).toEqual([scale, true, true])
    }
    await detail.getByRole('button', { name: 'home-folder' }).click()
    expect(new Set(await detail.locator('.call .who').allInnerTexts())).toEqual(new Set(['home-folder']))
  })

  it('shows what each call changed, before and after', async () => {
    const page = await openAfter(['/legacy/hello?a=1'])
    const detail = await openRequest(page, '/legacy/hello?a=1')
    const change = detail.locator('.call', { hasText: 'url-rewriter' }).locator('tbody tr').first()
    expect(await change.locator('th, td').allInnerTexts()).toEqual(['URL', '/legacy/hello?a=1', '/app/hello?a=1'])
    await detail.getByLabel('With changes only').check()
    expect(await detail.locator('.call').count()).toBe(await detail.locator('.call:has(table)').count())
  })

  it('says who kept somebody from being called, and leads there', async () => {
    const page = await openAfter(['/private/whoami'])
    const detail = await openRequest(page, '/private/whoami')
    const skipped = detail.locator('.call.skipped', { hasText: 'StaticFileModule' })
    expect(await skipped.locator('summary').innerText()).toContain('not called: finished by UrlAuthorizationModule')
    await skipped.locator('summary').click()
    expect(await skipped.innerText()).toContain('RQ_NOTIFICATION_FINISH_REQUEST')
    await skipped.getByRole('link').click()
    expect(await focused(page)).toContain('UrlAuthorizationModule')
  })

  it('shows what filters keep on a connection', async () => {
    const page = await openAfter(['/app/hello', '/nothing'])
    const detail = await openRequest(page, '/nothing')
    await detail.getByRole('link', { name: /^\d+$/ }).click()
    await page.getByRole('heading', { name: 'What filters keep on it' }).waitFor()
    expect(await detail.locator('.plain .url').allInnerTexts()).toEqual(['/app/hello', '/nothing'])
    expect(await detail.getByLabel('Filter request-timer').innerText()).toMatch(/PREPROC_HEADERS[^]*startTime[^]*END_OF_REQUEST[^]*NULL/)
    await detail.locator('.plain a').first().click()
    await page.locator('#detail h2', { hasText: '/app/hello' }).waitFor()
  })

  it('is used with the keyboard alone', async () => {
    const page = await openAfter(['/app/hello', '/nothing', '/private/whoami'])
    await page.keyboard.press('/')
    await page.keyboard.type('o')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toContain('/private/whoami')
    await page.keyboard.press('j')
    expect(await focused(page)).toContain('/nothing')
    await page.keyboard.press('k')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('#detail h2', { hasText: '/nothing' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('detail')
    await page.keyboard.press('j')
    expect(await focused(page)).toContain('request-timer')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toContain('ReqTimer')
    await page.keyboard.press('Enter')
    expect(await page.locator('#call-2').getAttribute('open')).toBe('')
    expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe('solid')
    await page.keyboard.press('Escape')
    expect(await focused(page)).toContain('/nothing')
    await page.keyboard.press('/')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('has links that stay, and says so when a request is not kept', async () => {
    const page = await openAfter(['/app/hello', '/nothing'])
    await openRequest(page, '/nothing')
    await page.reload()
    await page.locator('#detail h2', { hasText: '/nothing' }).waitFor()
    expect(await page.locator('#rows a[aria-current=true] .url').innerText()).toBe('/nothing')
    await page.goto('/_bridge/#/request/1-abc')
    await page.getByText('The request is not kept (any more).').waitFor()
  })

  it('gives a request as a line for a shell', async () => {
    const page = await openAfter(['/app/hello?a=\'1\''], '/_bridge/', { permissions: ['clipboard-read', 'clipboard-write'] })
    const detail = await openRequest(page, '/app/hello?a=\'1\'')
    await detail.getByRole('button', { name: 'Copy as curl' }).click()
    await detail.getByRole('button', { name: 'Copied' }).first().waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`curl -i --path-as-is --globoff '${visitor.base}/app/hello?a='\\''1'\\'''`)
  })

  it('shows the plan', async () => {
    const page = await openAfter(['/app/hello'])
    await page.getByRole('link', { name: 'Plan' }).click()
    await page.getByRole('heading', { name: 'What runs where' }).waitFor()
    expect(await page.locator('.plan section', { hasText: 'MAP_PATH' }).first().innerText()).toMatch(/default-document[^]*home-folder/)
  })

  it('says that the server has gone', async () => {
    const page = await openAfter(['/app/hello'])
    await demo.app.close()
    await page.getByText('The server does not answer.').waitFor()
    expect(await urls(page)).toEqual(['/app/hello'])
  })

  it.each([
    [1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']
  ] as const)('fits %i pixels, %s, and can be read', async (width, colorScheme) => {
    const page = await openAfter(['/', '/private/whoami', `/nothing?${'long'.repeat(60)}`], '/_bridge/', { viewport: { width, height: 844 }, colorScheme })
    const keys = await rows(page).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    for (const hash of ['#/', ...keys, '#/connection/1', '#/plan']) {
      await page.goto(`/_bridge/${hash}`)
      if (hash !== '#/') await page.locator('#detail article').waitFor()
      await expect.poll(() => page.evaluate(() => document.body.dataset['view'])).toBe(hash.split('/')[1] === '' ? 'list' : hash.split('/')[1])
      const facts = await looksOf(page, 'h1, h2, h3, p, a, button, td, th, dt, dd, summary span, .stage, .badge, .row span, label, em, select')
      expect([hash, facts]).toEqual([hash, { lang: 'en', overflow: 0, contrast: expect.any(Number), elsewhere: 0 }])
      expect(facts.contrast).toBeGreaterThanOrEqual(4.5)
    }
    // Whatever can be used has a name.
    expect(await page.locator('button, input, select, a').evaluateAll((all) => all.filter((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() === '' && one.closest('label') === null).length)).toBe(0)
  })
})
