// A trace in a browser, through the freb.xsl that each folder of traces has. What it shows where is a matter of conformance/bridge/freb-viewer.test.ts; here it is seen, and clicked.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createFailedRequestLog, createTraceRecorder } from '@isapi-bridge/trace'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findChromium } from './support/browser.ts'
import { useDemo } from './support/demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const executablePath = findChromium()

describe.skipIf(executablePath === null)('freb.xsl', () => {
  const demo = useDemo()
  const directory = mkdtempSync(join(tmpdir(), 'freb-'))
  let [browser, server, page]: [Browser?, Server?, Page?] = []
  const shown = (): Page => page as Page // beforeAll has opened it

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
    server = createServer((request, response) => {
      const name = basename(request.url ?? '')
      response.setHeader('content-type', name.endsWith('.xsl') ? 'text/xsl' : 'text/xml')
      response.end(name === 'favicon.ico' ? '' : readFileSync(join(directory, 'W3SVC1', name)))
    })
    await new Promise<void>((resolve) => { server?.listen(0, '127.0.0.1', resolve) })
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('shows summary with errors and warnings, the nested trace, and every event in the compact view', async () => {
    const log = createFailedRequestLog({ enabled: true, directory })
    const recorder = createTraceRecorder({ rules: [{ statusCodes: '400-599' }] })
    recorder.onRecord((record) => { log.write(record) })
    await demo.app.inject('/private/none?a=<b>')
    recorder.stop()
    await log.flush()
    const { port } = (server as Server).address() as AddressInfo // beforeAll has made it listen on a port
    const url = `http://127.0.0.1:${port}/fr000001.xml`
    await shown().goto(url)
    expect(await shown().locator('h1').innerText()).toMatch(/^Request Diagnostics for GET http:\/\/.*\/private\/none\?a=%3Cb%3E$/)
    expect(await shown().locator('nav button').allInnerTexts()).toEqual([
      'Request Summary', 'Complete Request Trace', 'Filter Notifications', 'Module Notifications', 'Performance View', 'Authentication/Authorization', 'ASP.Net Page Traces', 'Custom Module Traces', 'Compact View'
    ])
    expect(await shown().locator('#summary tbody tr:has(td.fields)').first().innerText()).toMatch(/^\d+\s+Warning\s+MODULE_SET_RESPONSE_ERROR_STATUS\s+\S+\s+ModuleName="/)
    await shown().getByRole('tab', { name: 'Complete Request Trace' }).click()
    const nested = shown().locator('#tree details details > summary', { hasText: 'FILTER_PREPROC_HEADERS_START' }).first()
    expect(await nested.isVisible()).toBe(true)
    expect(await shown().locator('#tree summary', { hasText: 'GENERAL_REQUEST_START' }).innerText()).toMatch(/ \d+ ms /)
    await shown().getByText('Collapse All').click()
    expect(await nested.isVisible()).toBe(false)
    await shown().getByText('Expand All').click()
    expect(await nested.isVisible()).toBe(true)
    await shown().getByRole('tab', { name: 'Compact View' }).click()
    const rows = await shown().locator('#compact tbody tr').allInnerTexts()
    expect(rows[0]).toMatch(/^1\s+General\s+GENERAL_REQUEST_START\s+SiteId="1", AppPoolId="DefaultAppPool",[^]*\d\d:\d\d:\d\d\.\d{3}$/)
    expect(rows.some((row) => row.includes('Notification="AUTHENTICATE_REQUEST"'))).toBe(true)
    await shown().getByRole('tab', { name: 'Filter Notifications' }).click()
    expect(await shown().locator('#filters tbody tr').first().innerText()).toContain('FILTER_START')
    await shown().goto(`${url}#e2`)
    expect(await shown().locator('#compact').isVisible()).toBe(true)
  })
})
