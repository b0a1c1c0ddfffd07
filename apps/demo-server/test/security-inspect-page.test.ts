// Whatever a client sends stays text on the page /_bridge/.

import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { findChromium, useBrowser } from './support/browser.ts'
import { useDemo } from './support/demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const executablePath = findChromium()
if (executablePath === null) console.warn('security-inspect-page.test.ts is skipped: no Chromium in PATH; install one, or name it with CHROMIUM_PATH.')

const MARKUP = '"><script>window.hacked=1</script><img/src=x/onerror=window.hacked=1>'

describe.skipIf(executablePath === null)('markup of a stranger', () => {
  const demo = useDemo()
  const visitor = useBrowser(demo, executablePath)

  async function send(head: string): Promise<void> {
    const socket = connect((demo.app.server.address() as AddressInfo).port, '127.0.0.1') // it listens on a port
    socket.end(`${head}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    socket.resume()
    await once(socket, 'close')
  }

  it.each([
    ['the URL', `GET /legacy/${MARKUP} HTTP/1.1`],
    ['the query', `GET /app/hello?${MARKUP} HTTP/1.1`],
    ['headers', `GET /app/hello HTTP/1.1\r\nX-Forwarded-For: ${MARKUP}\r\nUser-Agent: ${MARKUP}\r\n${MARKUP.replaceAll(/[^a-z]/g, '')}: ${MARKUP}`],
    ['the user', `GET /private/whoami HTTP/1.1\r\nAuthorization: Basic ${Buffer.from(`${MARKUP}:x`).toString('base64')}`]
  ])('in %s', async (_where, head) => {
    await send(head)
    const page = await visitor.open('/_bridge/')
    const violations: string[] = []
    page.on('console', (message) => { violations.push(message.text()) })
    page.on('pageerror', (error) => { violations.push(error.message) })
    await page.locator('#rows a').first().click()
    await page.locator('#detail h2').waitFor()
    await page.getByLabel('Server events').check()
    await page.evaluate(() => { for (const element of document.querySelectorAll('details')) element.open = true })
    expect(await page.locator('#detail').innerText()).toContain('<script>window.hacked=1</script>')
    await page.goto(`/_bridge/#/connection/${await page.locator('#detail a[href^="#/connection/"]').innerText()}`)
    await page.getByRole('heading', { name: 'What filters keep on it' }).waitFor()
    expect(await page.evaluate(() => [document.querySelectorAll('img, main script, body > script').length, 'hacked' in window])).toEqual([0, false])
    expect(violations).toEqual([])
  })

  it('in the address of the page', async () => {
    const page = await visitor.open(`/_bridge/#/request/${MARKUP}?q=${MARKUP}&status=${MARKUP}&who=${MARKUP}`)
    await page.getByText('The request is not kept').waitFor()
    await page.goto(`/_bridge/#/${encodeURIComponent(MARKUP)}`)
    await page.goto('/_bridge/#/request/%E0%A4%A')
    await page.getByRole('heading', { name: 'isapi-bridge' }).waitFor()
    expect(await page.evaluate(() => [document.querySelectorAll('img, main script').length, 'hacked' in window])).toEqual([0, false])
  })

  it('runs nothing even if it got into the page', async () => {
    const page = await visitor.open('/_bridge/')
    expect(await page.evaluate(() => {
      try {
        document.body.innerHTML += '<img src=x onerror="window.hacked=1">'
        return 'written'
      } catch (error) {
        return error instanceof TypeError ? 'refused' : String(error)
      }
    })).toBe('refused')
  })
})
