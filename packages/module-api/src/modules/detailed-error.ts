// The error page for those who look after the site: the facts that the detailed errors of IIS show (system.webServer/httpErrors, errorMode).

import { isIP } from 'node:net'
import { hresultToHex } from '@isapi-bridge/win32'
import { HttpContext } from '../host/context.ts'
import { extrasOf } from '../context-extras.ts'
import type { IHttpContext } from '../http-context.ts'
import type { IHttpRequest } from '../http-request.ts'
import type { HTTP_RESPONSE_STATUS } from '../http-response.ts'
import { MAP_PATH, PRE_BEGIN_REQUEST, SEND_RESPONSE, STAGES } from '../pipeline/stages.ts'
import { ERROR_TEXTS } from './error-pages.ts'
import { escapeHtml, toHtmlPage } from '../host/html.ts'
import { SUB_STATUSES } from './sub-statuses.ts'

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/
/** A proxy that speaks for somebody else usually says so with one of these. */
const FORWARDED = ['Forwarded', 'X-Forwarded-For', 'Via'] as const

/** Whether the client sits at this machine. */
export function isLocalRequest(request: IHttpRequest): boolean {
  const { address } = request.GetRemoteAddress()
  if (isIP(address) === 0 || FORWARDED.some((name) => request.GetHeader(name) !== null)) return false
  return LOOPBACK.test(address) || address === request.GetLocalAddress().address
}

/** Name of the notification in which the status was set; 0 is what comes before the first. */
function notificationName(notification: number): string {
  return notification === 0 ? PRE_BEGIN_REQUEST : [...STAGES, MAP_PATH, SEND_RESPONSE].find((row) => row.notification === notification)?.name ?? ''
}

export function detailedPage(context: IHttpContext, { pStatusCode, pSubStatus, ppszModule, pdwNotification, phrErrorToReport }: HTTP_RESPONSE_STATUS): Uint8Array {
  const general = ERROR_TEXTS.get(pStatusCode) ?? { title: 'Error', text: 'The request failed.' }
  const heading = `HTTP error ${pStatusCode}.${pSubStatus}: ${general.title}`
  const user = context.GetUser()
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Module', ppszModule ?? 'none: set by the host or a route'],
    ['Notification', ppszModule === null ? '' : notificationName(pdwNotification)],
    ['Error code', hresultToHex(context instanceof HttpContext ? context.failure : phrErrorToReport)],
    ['Requested URL', extrasOf(context).rawUrl],
    ['Physical path', context.GetPhysicalPath()],
    ['Logon method', user === null ? 'not yet determined' : user.GetAuthenticationType() || 'Anonymous'],
    ['Logon user', user === null ? 'not yet determined' : user.GetUserName() || 'Anonymous']
  ]
  const rows = facts.filter(([, value]) => value !== '').map(([name, value]) => `<tr><th scope="row">${name}</th><td>${escapeHtml(value)}</td></tr>`)
  const description = context.GetResponse().GetErrorDescription() // HTML already, or what its author meant to be HTML
  return toHtmlPage(heading, `<h1>${heading}</h1>
<p>${SUB_STATUSES.get(`${pStatusCode}.${pSubStatus}`) ?? general.text}</p>${description === '' ? '' : `\n<p>${description}</p>`}
<table>
${rows.join('\n')}
</table>
<p><small>Only clients on this machine see these facts, unless the error mode is Detailed.</small></p>`)
}
