// Configurations and files of IIS in a folder of their own, planned or served.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { planSetup, startServer, toSetup, type Config, type LogEntry, type RunningServer } from '@isapi-bridge/cli'

export interface Folder {
  readonly path: string
  /** Writes a file, with the folders around it, and gives its path. */
  write(name: string, text: string | Uint8Array): string
}

/** A folder that goes with the test; it has the folder `www` with an index.html. */
export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'isapi-bridge-setup-'))
  onTestFinished(() => { rmSync(path, { recursive: true }) })
  const folder: Folder = {
    path,
    write(name, text) {
      const file = join(path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      return file
    }
  }
  folder.write('www/index.html', 'index')
  return folder
}

export type Plan = Awaited<ReturnType<typeof planSetup>>

/** The plan of a configuration that lies in the folder. */
export async function planIn(folder: Folder, config: Config): Promise<Plan> {
  return planSetup(toSetup(config, join(folder.path, 'isapi-bridge.config.json')))
}

export interface Served {
  readonly urls: readonly { readonly url: string; readonly site: string }[]
  readonly log: readonly LogEntry[]
  /** Status and body of a GET; the first site's address unless another is given. */
  ask(path: string, options?: { readonly host?: string; readonly port?: number; readonly agent?: Agent }): Promise<{ readonly status: number; readonly body: string }>
  /** The configuration has changed. */
  reload(config: Config): ReturnType<RunningServer['reload']>
  close(): Promise<void>
}

/** Serves a configuration that lies in the folder, until the test ends. */
export async function serveIn(folder: Folder, config: Config): Promise<Served> {
  const log: LogEntry[] = []
  const setupOf = (given: Config): ReturnType<typeof toSetup> => toSetup(given, join(folder.path, 'isapi-bridge.config.json'))
  const server = await startServer(setupOf(config), (entry) => { log.push(entry) })
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => closing ??= server.close()
  onTestFinished(close)
  const first = new URL(server.urls[0]?.url ?? 'http://none')
  return {
    urls: server.urls, log, close,
    reload: (next) => server.reload(setupOf(next)),
    ask: (path, { host, port = Number(first.port), agent } = {}) => new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, agent: agent ?? false, headers: host === undefined ? {} : { host } }, (response) => {
        let body = ''
        response.setEncoding('latin1').on('data', (chunk: string) => { body += chunk }).on('end', () => { resolve({ status: response.statusCode ?? 0, body }) })
      }).on('error', reject).end()
    })
  }
}

/** An applicationHost.config: sections of system.webServer, further elements behind them, and sites; one site that serves `www` unless others are given. */
export function applicationHost({ server = '', locations = '', sites = site('Default Web Site', 1, '<virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" />') }: { server?: string; locations?: string; sites?: string }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost><sites>${sites}</sites></system.applicationHost>
  <system.webServer>${server}</system.webServer>
  ${locations}
</configuration>`
}

/** A site element; ports are mapped to free ones by `iisOf`. */
export function site(name: string, id: number, folders: string, { applications = '', host = '' }: { applications?: string; host?: string } = {}): string {
  return `<site name="${name}" id="${id}"><application path="/">${folders}</application>${applications}<bindings><binding protocol="http" bindingInformation="127.0.0.1:80:${host}" /></bindings></site>`
}

/** The `iis` of a configuration that serves these files here. */
export const iisOf: NonNullable<Config['iis']> = { applicationHost: 'applicationHost.config', paths: { 'C:\\inetpub\\wwwroot': 'www' }, ports: { 80: 0 } }

/** A MetaBase.xml with these keys, beside a site 1 that serves `www`. */
export function metabase(keys: string): string {
  return `<?xml version ="1.0"?>
<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0"><MBProperty>
<IIsWebServer Location ="/LM/W3SVC/1" ServerBindings="127.0.0.1:80:" ServerComment="Default Web Site" />
<IIsWebVirtualDir Location ="/LM/W3SVC/1/ROOT" Path="C:\\inetpub\\wwwroot" />
${keys}
</MBProperty></configuration>`
}
