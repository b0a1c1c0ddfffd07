// The demo in a real browser, as a visitor meets it.

import type { AddressInfo } from 'node:net'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findChromium } from './support/browser.ts'
import { useDemo } from './support/demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const executablePath = findChromium()
if (executablePath === null) console.warn('browser.test.ts is skipped: no Chromium in PATH; install one, or name it with CHROMIUM_PATH.')

describe.skipIf(executablePath === null)('in a browser', () => {
  const demo = useDemo()
  const opened: Page[] = []
  let browser: Browser
  let base: string

  beforeAll(async () => {
    // In a container, as root, Chromium has no sandbox; it visits nothing but this server.
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    await demo.app.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${(demo.app.server.address() as AddressInfo).port}` // it listens on a port
  })
  afterEach(async () => { for (const page of opened.splice(0)) await page.context().close() })

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ baseURL: base, ...options })).newPage()
    opened.push(page)
    await page.goto(path)
    return page
  }

  it('every link of the start page leads somewhere, as it says', async () => {
    const page = await open('/', { httpCredentials: { username: 'alice', password: 'wonderland' } })
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
    const page = await open('/guarded/', { httpCredentials: { username: 'alice', password: 'wonderland' } })
    expect(await page.locator('h1').innerText()).toBe('You have logged on')
    const stranger = await open('/')
    // A browser shows that page once its dialog has been dismissed; a script sees it at once.
    expect(await stranger.evaluate(async () => (await fetch('/guarded/', { credentials: 'omit' })).text())).toContain('HTTP error 401.2')
  })

  it('a folder leads to its default document, a listing to its files', async () => {
    const page = await open('/folder')
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
    for (const path of ['/', '/folder/', '/listing/', '/bin/secret.txt', '/empty/', '/nothing']) {
      const page = await open(path, { viewport: { width, height: 800 }, colorScheme })
      const facts = await page.evaluate(() => {
        const rgb = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number)
        const light = (color: string): number => {
          const [r = 0, g = 0, b = 0] = rgb(color).map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        // What the browser paints where a page sets no colour of its own.
        const probe = document.body.appendChild(document.createElement('i'))
        probe.style.backgroundColor = 'canvas'
        const canvas = getComputedStyle(probe).backgroundColor
        probe.remove()
        const behind = (element: Element | null): string => {
          if (element === null) return canvas
          const color = getComputedStyle(element).backgroundColor
          return rgb(color)[3] === 0 ? behind(element.parentElement) : color
        }
        const contrasts = [...document.querySelectorAll('h1,h2,p,a,code,td,th')].map((element) => {
          const [high = 1, low = 1] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a)
          return (high + 0.05) / (low + 0.05)
        })
        return {
          lang: document.documentElement.lang,
          overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          contrast: Math.min(...contrasts),
          elsewhere: performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin)).length
        }
      })
      expect([path, facts]).toEqual([path, { lang: 'en', overflow: 0, contrast: expect.any(Number), elsewhere: 0 }])
      expect(facts.contrast).toBeGreaterThanOrEqual(4.5)
    }
  })
})
