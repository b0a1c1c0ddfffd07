import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Demo } from './demo.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** The browser that CHROMIUM_PATH names, or the first one in PATH; null: there is none. */
export function findChromium(): string | null {
  const given = process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') return existsSync(given) ? given : null
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null
}

/** In a container, as root, Chromium has no sandbox; it visits nothing but this server, and calls nobody by itself. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export interface Visitor {
  /** Where the demo listens. */
  readonly base: string
  /** Opens a page of the demo, as somebody who has never been there. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>
}

/** Lets the demo listen, for each test, and opens it in one browser. */
export function useBrowser(demo: Demo, executablePath: string | null): Visitor {
  const opened: Page[] = []
  let browser: Browser
  let base = ''
  beforeAll(async () => { browser = await chromium.launch({ executablePath: executablePath ?? '', args: ARGUMENTS }) })
  afterAll(() => browser.close())
  beforeEach(async () => {
    await demo.app.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${(demo.app.server.address() as AddressInfo).port}` // it listens on a port
  })
  afterEach(async () => { for (const page of opened.splice(0)) await page.context().close() })
  return {
    get base() { return base },
    async open(path, options = {}) {
      const page = await (await browser.newContext({ baseURL: base, ...options })).newPage()
      opened.push(page)
      await page.goto(path)
      return page
    }
  }
}

/** What a page looks like to whoever reads it: the worst contrast of its texts, whether it is wider than the window, and what it loaded from elsewhere. */
export function looksOf(page: Page, texts: string): Promise<{ lang: string; overflow: number; contrast: number; elsewhere: number }> {
  return page.evaluate((selector) => {
    // A canvas knows every notation of a colour.
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const known = new Map<string, number[]>() // few colours, many texts
    const paint = (color: string): number[] => {
      if (context === null) return []
      context.clearRect(0, 0, 1, 1)
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
      return [...context.getImageData(0, 0, 1, 1).data]
    }
    const rgba = (color: string): number[] => {
      const parts = known.get(color) ?? paint(color)
      known.set(color, parts)
      return parts
    }
    const light = (color: string): number => {
      const [r = 0, g = 0, b = 0] = rgba(color).map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
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
      return (rgba(color)[3] ?? 0) < 128 ? behind(element.parentElement) : color
    }
    const contrasts = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility() && (element.textContent ?? '').trim() !== '').map((element) => {
      const [high = 1, low = 1] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a)
      return (high + 0.05) / (low + 0.05)
    })
    return {
      lang: document.documentElement.lang,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      contrast: Math.min(...contrasts),
      elsewhere: performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin)).length
    }
  }, texts)
}
