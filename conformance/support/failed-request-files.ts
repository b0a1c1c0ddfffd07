// Files of Failed Request Tracing: written as a server writes them, and read as a viewer reads them.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFailedRequestLog, type FailedRequestLogOptions, type RecordedRequest, type ViewerEvent } from '@isapi-bridge/trace'
import { onTestFinished } from 'vitest'

/** What is in a file. */
export interface FailedRequest {
  readonly text: string
  /** Of the element failedRequest. */
  readonly attributes: Readonly<Record<string, string>>
  readonly events: readonly ViewerEvent[]
}

export interface FailedRequestFolder {
  /** Names in the folder of the site. */
  readonly names: readonly string[]
  /** Its traces, by name. */
  readonly requests: readonly FailedRequest[]
  /** Text of the stylesheet; empty without one. */
  readonly stylesheet: string
}

/** The folder W3SVC1 after a log has got these records. */
export async function writeFailed(records: readonly RecordedRequest[], options: Partial<FailedRequestLogOptions> = {}): Promise<FailedRequestFolder> {
  const directory = mkdtempSync(join(tmpdir(), 'freb-'))
  onTestFinished(() => { rmSync(directory, { recursive: true, force: true }) })
  const log = createFailedRequestLog({ enabled: true, directory, report: (error) => { throw error }, ...options })
  for (const record of records) log.write(record)
  await log.flush()
  const folder = join(directory, 'W3SVC1')
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  return { names, requests: names.filter((name) => name.endsWith('.xml')).map((name) => readFailed(read(name))), stylesheet: names.includes('freb.xsl') ? read('freb.xsl') : '' }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#xD': '\r', '#xA': '\n', '#x9': '\t' }
const plain = (text: string): string => text.replaceAll(/&([^;]+);/g, (_, name: string) => ENTITIES[name] ?? '')
const SEVERITIES = ['General', 'Critical Error', 'Error', 'Warning', 'Information', 'Verbose']

/** As XSLT and script of the stylesheet do. */
function readFailed(text: string): FailedRequest {
  const head = /<failedRequest([^>]*)>/.exec(text)?.[1] ?? ''
  const events = Array.from(text.matchAll(/<Event [^]*?<\/Event>/g), ([event], index): ViewerEvent => {
    const one = (pattern: RegExp): string => plain(pattern.exec(event)?.[1] ?? '')
    const words = new Map(Array.from(event.matchAll(/<freb:Description Data="([^"]*)">([^<]*)/g), ([, name = '', value = '']) => [name, plain(value)]))
    const data = Array.from(event.matchAll(/<Data Name="([^"]*)">([^<]*)/g), ([, name = '', value = '']): [string, string] => [name, words.get(name) ?? plain(value)])
    const level = Number(one(/<Level>(\d+)/))
    return {
      no: index + 1, level, severity: SEVERITIES[level] ?? '', name: one(/<RenderingInfo[^>]*>\s*<Opcode>([^<]*)/), provider: one(/<Provider [^>]*Guid="([^"]*)"/).toUpperCase(),
      module: data.find(([name]) => name === 'ModuleName')?.[1] ?? '', fields: data.filter(([name]) => name !== 'ContextId').map(([name, value]) => `${name}="${value}"`).join(', '), time: one(/SystemTime="([^"]*)"/)
    }
  })
  return { text, attributes: Object.fromEntries(Array.from(head.matchAll(/(\w+)="([^"]*)"/g), ([, name = '', value = '']) => [name, plain(value)])), events }
}
