// Pages for error answers, as CustomErrorModule of IIS puts them in while the response is sent (system.webServer/httpErrors).

import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import {
  EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, HTTP_SEND_RESPONSE_FLAG_MORE_DATA, PRIORITY_ALIAS_HIGH, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type REQUEST_NOTIFICATION_STATUS
} from '../constants.ts'
import type { ISendResponseProvider } from '../event-providers.ts'
import { HttpContext } from '../host/context.ts'
import { traceFor } from '../host/trace-context.ts'
import { NOT_SEND_CUSTOM_ERROR } from '../host/trace-events.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { HTTP_RESPONSE_STATUS } from '../http-response.ts'
import type { ModuleEntry } from '../registration.ts'
import { writeHtml } from './answers.ts'
import { detailedPage, isLocalRequest } from './detailed-error.ts'
import { ERROR_PAGES } from './error-pages.ts'
import { checkKeys, refuseOptions } from './options.ts'

const NAME = 'CustomErrorModule'

/** A page: HTML in UTF-8, given as text or read from a file when the module is made. */
export interface CustomErrorPage {
  /** 400 to 999. */
  readonly status: number
  /** Default: every sub-status that has no page of its own. */
  readonly subStatus?: number | undefined
  readonly text?: string | undefined
  readonly file?: string | undefined
}

/**
 * What happens to a body that is there already. `Auto`: it is replaced, unless SetStatus was told to skip custom errors. `Replace`: it is
 * replaced in any case. `PassThrough`: it stays, and only answers without a body get a page.
 */
export type ExistingResponse = 'Auto' | 'Replace' | 'PassThrough'

/**
 * Which page a client gets. `Custom`: the page of the status. `Detailed`: what is known of the error, with module, notification, error code
 * and physical path. `DetailedLocalOnly`: that for clients on this machine, and the page of the status for all others.
 */
export type ErrorMode = 'Custom' | 'Detailed' | 'DetailedLocalOnly'

export interface CustomErrorOptions {
  /** Pages for some errors; the others get short ones. */
  readonly pages?: readonly CustomErrorPage[] | undefined
  /** Default `Auto`, as in IIS. Choose `PassThrough` where routes make error answers of their own, such as JSON. */
  readonly existingResponse?: ExistingResponse | undefined
  /**
   * Default `Custom`; that of IIS is `DetailedLocalOnly`. Behind a proxy on the same machine every client looks local: a request that
   * says it was forwarded is not taken for one, but not every proxy says so.
   */
  readonly errorMode?: ErrorMode | undefined
}

const EXISTING: readonly unknown[] = ['Auto', 'Replace', 'PassThrough'] satisfies ExistingResponse[]
const MODES: readonly unknown[] = ['Custom', 'Detailed', 'DetailedLocalOnly'] satisfies ErrorMode[]

/** Headers that describe the body that goes; all others stay, those of the error itself among them: Allow, WWW-Authenticate, Content-Range of a 416. */
const BODY_HEADERS = [
  'Content-Type', 'Content-Length', 'Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Disposition', 'Content-MD5', 'Transfer-Encoding',
  'ETag', 'Last-Modified', 'Accept-Ranges'
]

class CustomError extends CHttpModule {
  readonly #pages: ReadonlyMap<string, Uint8Array>
  readonly #existing: ExistingResponse
  readonly #mode: ErrorMode

  constructor(pages: ReadonlyMap<string, Uint8Array>, existing: ExistingResponse, mode: ErrorMode) {
    super()
    this.#pages = pages
    this.#existing = existing
    this.#mode = mode
  }

  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    const response = pHttpContext.GetResponse()
    const status = response.GetStatus()
    if (!pProvider.GetHeadersBeingSent()) return RQ_NOTIFICATION_CONTINUE
    if (status.pStatusCode < 400) return leave(pHttpContext, Skipped.success)
    // More follows what is flushed now: a page would become a part of somebody's answer.
    if ((pProvider.GetFlags() & HTTP_SEND_RESPONSE_FLAG_MORE_DATA) !== 0) return leave(pHttpContext, Skipped.unknown)
    if ((pHttpContext.GetExecuteFlags() & EXECUTE_FLAG_DISABLE_CUSTOM_ERROR) !== 0 || !(pHttpContext instanceof HttpContext)) return leave(pHttpContext, Skipped.unknown)
    if (pHttpContext.response.plainErrors) return leave(pHttpContext, Skipped.unknown)
    if (!this.#replaces(status, pHttpContext.response.hasBody)) return leave(pHttpContext, this.#existing === 'Auto' ? Skipped.trySkip : Skipped.passThrough)
    const page = this.#isDetailed(pHttpContext) ? detailedPage(pHttpContext, status) : this.#pageOf(status)
    if (page === undefined) return RQ_NOTIFICATION_CONTINUE
    // Not Clear(): status, its author and the headers of the error are to stay.
    const body = pHttpContext.response.takeBody()
    if (body instanceof Readable) body.on('error', () => {}).destroy()
    for (const name of BODY_HEADERS) response.DeleteHeader(name)
    writeHtml(pHttpContext, page)
    return RQ_NOTIFICATION_CONTINUE
  }

  #isDetailed(context: IHttpContext): boolean {
    return this.#mode !== 'Custom' && (this.#mode === 'Detailed' || isLocalRequest(context.GetRequest()))
  }

  #pageOf({ pStatusCode, pSubStatus }: HTTP_RESPONSE_STATUS): Uint8Array | undefined {
    return this.#pages.get(`${pStatusCode}.${pSubStatus}`) ?? this.#pages.get(`${pStatusCode}`) ?? ERROR_PAGES.get(pStatusCode)
  }

  #replaces({ pfTrySkipCustomErrors }: HTTP_RESPONSE_STATUS, hasBody: boolean): boolean {
    if (this.#existing === 'Auto') return !pfTrySkipCustomErrors
    return this.#existing === 'Replace' || !hasBody
  }
}

/** Reasons of GENERAL_NOT_SEND_CUSTOM_ERROR, as the manifest numbers them; 4, EXISTINGRESPONSE_AUTO, is never given: with Auto the flag of SetStatus decides. */
const Skipped = { unknown: 0, success: 1, trySkip: 2, passThrough: 3 } as const

/** There will be no page. */
function leave(context: IHttpContext, reason: (typeof Skipped)[keyof typeof Skipped]): REQUEST_NOTIFICATION_STATUS {
  if (context instanceof HttpContext && context.raisesEvents) traceFor(context, NOT_SEND_CUSTOM_ERROR, reason)
  return RQ_NOTIFICATION_CONTINUE
}

function contentOf({ text, file }: CustomErrorPage, where: string): Uint8Array {
  if ((text === undefined) === (file === undefined)) refuseOptions(NAME, `\`${where}\` must have either \`text\` or \`file\`.`)
  if (text !== undefined) return typeof text === 'string' ? Buffer.from(text) : refuseOptions(NAME, `\`${where}.text\` must be HTML.`)
  if (typeof file !== 'string' || file === '') refuseOptions(NAME, `\`${where}.file\` must name a file.`)
  try {
    return readFileSync(file)
  } catch (error) {
    return refuseOptions(NAME, `\`${where}.file\` cannot be read (${error instanceof Error ? error.message : String(error)}): give the path of a file that this process may read.`)
  }
}

function toPages(pages: readonly CustomErrorPage[]): ReadonlyMap<string, Uint8Array> {
  const byStatus = new Map<string, Uint8Array>()
  const isWithin = (value: unknown, from: number): boolean => Number.isInteger(value) && Number(value) >= from && Number(value) <= 999
  for (const [index, page] of pages.entries()) {
    const where = `pages[${index}]`
    checkKeys(NAME, `\`${where}\``, page, ['status', 'subStatus', 'text', 'file'])
    const { status, subStatus } = page
    if (!isWithin(status, 400)) refuseOptions(NAME, `\`${where}.status\` must be a status from 400 to 999.`)
    if (subStatus !== undefined && !isWithin(subStatus, 0)) refuseOptions(NAME, `\`${where}.subStatus\` must be a whole number from 0 to 999; leave it out for all.`)
    const key = subStatus === undefined ? `${status}` : `${status}.${subStatus}`
    if (byStatus.has(key)) refuseOptions(NAME, `\`${where}\` is the second page for ${key}: keep one.`)
    byStatus.set(key, contentOf(page, where))
  }
  return byStatus
}

/** Gives error answers a page; status, sub-status and the other headers stay as they are. */
export function CustomErrorModule(options: CustomErrorOptions = {}): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['pages', 'existingResponse', 'errorMode'])
  const { pages = [], existingResponse = 'Auto', errorMode = 'Custom' } = options
  if (!EXISTING.includes(existingResponse)) refuseOptions(NAME, `\`existingResponse\` must be ${EXISTING.join(', ')}.`)
  if (!MODES.includes(errorMode)) refuseOptions(NAME, `\`errorMode\` must be ${MODES.join(', ')}.`)
  if (!Array.isArray(pages)) refuseOptions(NAME, '`pages` must be an array of pages.')
  const instance = new CustomError(toPages(pages), existingResponse, errorMode)
  return {
    name: NAME,
    module: (_version, info) => {
      // Fidelity: module.priority.inverted-on-send — nearly last, so that others may still change status and body.
      info.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, PRIORITY_ALIAS_HIGH)
      return info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_SEND_RESPONSE, 0)
    }
  }
}
