// The demo in a real browser, as a visitor meets it.

import { describe, expect, it, vi } from 'vitest'
import { findChromium, looksOf, useBrowser } from './support/browser.ts'
import { useDemo } from './support/demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const executablePath = findChromium()
if (executablePath === null) console.warn('browser.test.ts is skipped: no Chromium in PATH; install one, or name it with CHROMIUM_PATH.')

describe.skipIf(executablePath === null)('in a browser', () => {
  const demo = useDemo()
  const visitor = useBrowser(demo, executablePath)

  it('every link of the start page leads somewhere, as it says', async () => {
    const page = await visitor.open('/', { httpCredentials: { username: 'alice', password: 'wonderland' } })
    const links = await page.locator('dt:has(a)').evaluateAll((terms) => terms.map((term) => ({
      href: term.querySelector('a')?.getAttribute('href') ?? '', text: term.nextElementSibling?.textContent ?? ''
    })))
    expect(links.length).toBeGreaterThan(15)
    for (const { href, text } of links) {
      const status = (await page.goto(href))?.status()
      const promised = href === '/guarded/' ? '200' : /\b([45]\d\d)\.\d/.exec(text)?.[1] ?? '200'
      expect([href, String(status)]).toEqual([href, promised])
    }
    demo.reported.length = 0 // one of the links leads to the module that fails
  })

  it('a password opens the guarded folder, and a page says so to whoever has none', async () => {
    const page = await visitor.open('/guarded/', { httpCredentials: { username: 'alice', password: 'wonderland' } })
    expect(await page.locator('h1').innerText()).toBe('You have logged on')
    const stranger = await visitor.open('/')
    // A browser shows that page once its dialog has been dismissed; a script sees it at once.
    expect(await stranger.evaluate(async () => (await fetch('/guarded/', { credentials: 'omit' })).text())).toContain('HTTP error 401.2')
  })

  it('a folder leads to its default document, a listing to its files', async () => {
    const page = await visitor.open('/folder')
    expect(new URL(page.url()).pathname).toBe('/folder/')
    await page.goto('/listing/')
    await page.getByRole('link', { name: 'a & b.txt' }).click()
    expect(await page.locator('body').innerText()).toContain('has to be escaped')
    await page.goto('/listing/nested/')
    await page.getByRole('link', { name: 'Folder above' }).click()
    expect(new URL(page.url()).pathname).toBe('/listing/')
  })

  it.each([
    ['desktop', 1280, 'light'], ['desktop', 1280, 'dark'], ['phone', 360, 'light'], ['phone', 360, 'dark']
  ] as const)('pages fit a %s (%i pixels, %s), have a language, and can be read', async (_name, width, colorScheme) => {
    const page = await visitor.open('/', { viewport: { width, height: 800 }, colorScheme })
    for (const path of ['/', '/folder/', '/listing/', '/bin/secret.txt', '/empty/', '/nothing']) {
      await page.goto(path)
      const facts = await looksOf(page, 'h1,h2,p,a,code,td,th')
      expect([path, facts]).toEqual([path, { lang: 'en', overflow: 0, contrast: expect.any(Number), elsewhere: 0 }])
      expect(facts.contrast).toBeGreaterThanOrEqual(4.5)
    }
  })
})
