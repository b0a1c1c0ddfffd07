// What statements about filters need besides the shared helpers.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_REQ_SEND_RESPONSE_HEADER, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import {
  NamedUser, createMemoryHost, type ConnectionPort, type MemoryHost, type MemoryHostOptions, type ModuleEntry
} from '@isapi-bridge/module-api'
import { onTestFinished } from 'vitest'
import type { FilterEvent } from '../support/events.ts'
import { moduleOf } from '../support/modules.ts'

/** The events that reach filters, in the order of an undisturbed request. */
export const EVENTS: readonly FilterEvent[] = ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']

/** A further anonymous request on the same connection: it authenticates nobody anew. */
export const LATER_EVENTS: readonly FilterEvent[] = EVENTS.filter((event) => event !== 'AUTHENTICATION' && event !== 'END_OF_NET_SESSION')

/** Their numbers, in the same order. */
export const EVENT_NUMBERS: readonly number[] = [
  SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_URL_MAP, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG,
  SF_NOTIFY_END_OF_NET_SESSION
]

/** Where a connection came in. */
export const PLAIN: ConnectionPort = { remoteAddress: '192.0.2.1', encrypted: false }
export const SECURE: ConnectionPort = { remoteAddress: '192.0.2.1', encrypted: true }

export interface OwnHost {
  readonly host: MemoryHost
  readonly reports: readonly Error[]
  close(): void
}

/** A host in memory, for what the sites of all hosts do not offer: ports, and a route of its own. Every URL is answered unless told otherwise. */
export function hostOf(options: Omit<MemoryHostOptions, 'report'>): OwnHost {
  const reports: Error[] = []
  const host = createMemoryHost({ route: () => true, ...options, report: (error) => { reports.push(error) } })
  let open = true
  const close = (): void => {
    if (open) host.close()
    open = false
  }
  onTestFinished(close)
  return { host, reports, close }
}

/** The members that a structure has, its own and those of its class, in their order; methods of Object aside. */
export function membersOf(structure: object): string[] {
  const own = Object.getOwnPropertyNames(structure)
  const parent: unknown = Object.getPrototypeOf(structure)
  const inherited = typeof parent === 'object' && parent !== null && parent !== Object.prototype ? membersOf(parent) : []
  return [...own, ...inherited].filter((name) => name !== 'constructor')
}

/** A response of the filter's own. */
export function answer(pfc: HTTP_FILTER_CONTEXT, status: string, headers: string, body = ''): boolean {
  const bytes = Buffer.from(body, 'latin1')
  const sent = pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, status, headers)
  return sent && pfc.WriteClient(pfc, bytes, { value: bytes.length })
}

/** A module that knows every client as this user. */
export function authenticating(remoteUserName: string, authenticationType = 'Basic', token: unknown = null): ModuleEntry {
  return moduleOf('authenticating', {
    OnAuthenticateRequest(_context, provider) { provider.SetUser(new NamedUser({ remoteUserName, userName: remoteUserName, authenticationType, token })) }
  })
}

/** A folder with these files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds) })
}
