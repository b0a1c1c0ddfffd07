// Refuses requests that no application should see, as RequestFilteringModule of IIS does: the gatekeeper before everything else.

import { RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, PRIORITY_ALIAS_FIRST, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { isToken } from '../host/message.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { ModuleEntry } from '../registration.ts'
import { toComparableFile } from '../host/paths.ts'
import { refuse } from './answers.ts'
import { segmentsOf, toComparable } from './names.ts'
import { checkBoolean, checkKeys, checkList, refuseOptions } from './options.ts'
import { DEFAULT_DENIED_EXTENSIONS, DEFAULT_HIDDEN_SEGMENTS, DEFAULT_REQUEST_LIMITS } from './request-filtering-defaults.ts'
import { factsOf } from './request-filtering-facts.ts'
import { FILTERS, type FilterRules, type NameFilter } from './request-filtering-rows.ts'

const NAME = 'RequestFilteringModule'

/** A list that is given takes the place of the default one. */
export interface RequestFilteringNames {
  readonly deny?: readonly string[] | undefined
  readonly allow?: readonly string[] | undefined
  /** Whether names in neither list may pass. Default: only if there is no `allow`. */
  readonly allowUnlisted?: boolean | undefined
}

/** Named like the attributes and elements of `<requestFiltering>`; lengths are bytes. */
export interface RequestFilteringOptions {
  /** Of the URL without query. Default 4096. */
  readonly maxUrl?: number | undefined
  /** Default 2048. */
  readonly maxQueryString?: number | undefined
  /** As Content-Length announces it; bodies of unknown length are limited by the host. Default 30000000. */
  readonly maxAllowedContentLength?: number | undefined
  /** Length that the value of a header may have, by name of the header. Default: none. */
  readonly headerLimits?: Readonly<Record<string, number>> | undefined
  /** Default false: refuses what would be something else if it were decoded twice, and plus signs in the path. */
  readonly allowDoubleEscaping?: boolean | undefined
  /** Default true. */
  readonly allowHighBitCharacters?: boolean | undefined
  /** Default: every verb passes. */
  readonly verbs?: RequestFilteringNames | undefined
  /** With the dot; `.` stands for names without extension. Default: `deny` is DEFAULT_DENIED_EXTENSIONS. */
  readonly fileExtensions?: RequestFilteringNames | undefined
  /** Files and folders that do not exist for clients, at any depth. Default: DEFAULT_HIDDEN_SEGMENTS. */
  readonly hiddenSegments?: readonly string[] | undefined
  /** Default: none. */
  readonly denyUrlSequences?: readonly string[] | undefined
}

const KEYS = [
  'maxUrl', 'maxQueryString', 'maxAllowedContentLength', 'headerLimits', 'allowDoubleEscaping', 'allowHighBitCharacters', 'verbs', 'fileExtensions',
  'hiddenSegments', 'denyUrlSequences'
] as const satisfies readonly (keyof RequestFilteringOptions)[]

class RequestFiltering extends CHttpModule {
  readonly #rules: FilterRules

  constructor(rules: FilterRules) {
    super()
    this.#rules = rules
  }

  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const facts = factsOf(pHttpContext)
    const row = FILTERS.find(({ denies }) => denies(facts, this.#rules))
    return row === undefined ? RQ_NOTIFICATION_CONTINUE : refuse(pHttpContext, row.status, row.subStatus)
  }
}

function checkLimit(where: string, limit: unknown): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && Number(limit) >= 0)) refuseOptions(NAME, `\`${where}\` must be a whole number of bytes, and ${String(limit)} is none.`)
}

interface NameKind {
  readonly what: string
  readonly isValid: (name: string) => boolean
  readonly toComparable: (name: string) => string
  /** Denied unless told otherwise. */
  readonly denied: readonly string[]
}

const VERBS: NameKind = { what: 'verbs', isValid: isToken, toComparable, denied: [] }
const EXTENSIONS: NameKind = {
  what: 'extensions that begin with a dot', isValid: (name) => /^\.[^./\\]*$/.test(name), toComparable: toComparableFile, denied: DEFAULT_DENIED_EXTENSIONS
}

function toFilter(key: 'verbs' | 'fileExtensions', names: RequestFilteringNames | undefined, kind: NameKind): NameFilter {
  if (names !== undefined) checkKeys(NAME, `\`${key}\``, names, ['deny', 'allow', 'allowUnlisted'])
  const { deny, allow, allowUnlisted } = names ?? {}
  checkList(NAME, `${key}.deny`, deny, kind.what, kind.isValid)
  checkList(NAME, `${key}.allow`, allow, kind.what, kind.isValid)
  checkBoolean(NAME, `${key}.allowUnlisted`, allowUnlisted)
  return {
    deny: new Set((deny ?? kind.denied).map(kind.toComparable)),
    allow: new Set(allow?.map(kind.toComparable)),
    allowUnlisted: allowUnlisted ?? allow === undefined
  }
}

function toRules(options: RequestFilteringOptions): FilterRules {
  checkKeys(NAME, 'The options', options, KEYS)
  const { maxUrl, maxQueryString, maxAllowedContentLength, headerLimits = {}, hiddenSegments = DEFAULT_HIDDEN_SEGMENTS, denyUrlSequences = [] } = options
  for (const [where, limit] of Object.entries({ maxUrl, maxQueryString, maxAllowedContentLength })) checkLimit(where, limit)
  if (typeof headerLimits !== 'object' || headerLimits === null) refuseOptions(NAME, '`headerLimits` must be an object of numbers by header name.')
  for (const [name, limit] of Object.entries(headerLimits)) {
    if (!isToken(name) || limit === undefined) refuseOptions(NAME, `\`headerLimits\` must name headers, and ${JSON.stringify(name)} is none, or has no limit.`)
    checkLimit(`headerLimits.${name}`, limit)
  }
  checkBoolean(NAME, 'allowDoubleEscaping', options.allowDoubleEscaping)
  checkBoolean(NAME, 'allowHighBitCharacters', options.allowHighBitCharacters)
  checkList(NAME, 'hiddenSegments', hiddenSegments, 'names without slashes', (segment) => segmentsOf(segment).length === 1)
  checkList(NAME, 'denyUrlSequences', denyUrlSequences, 'texts', (sequence) => sequence !== '')
  return {
    maxUrl: maxUrl ?? DEFAULT_REQUEST_LIMITS.maxUrl,
    maxQueryString: maxQueryString ?? DEFAULT_REQUEST_LIMITS.maxQueryString,
    maxAllowedContentLength: maxAllowedContentLength ?? DEFAULT_REQUEST_LIMITS.maxAllowedContentLength,
    headerLimits: Object.entries(headerLimits),
    allowDoubleEscaping: options.allowDoubleEscaping ?? false,
    allowHighBitCharacters: options.allowHighBitCharacters ?? true,
    verbs: toFilter('verbs', options.verbs, VERBS),
    fileExtensions: toFilter('fileExtensions', options.fileExtensions, EXTENSIONS),
    hiddenSegments: new Set(hiddenSegments.flatMap(segmentsOf)),
    denyUrlSequences: denyUrlSequences.map(toComparableFile)
  }
}

/** Answers 404 with the documented sub-status (413 and 431 where something is too large), and no other module sees the request before LOG_REQUEST. */
export function RequestFilteringModule(options: RequestFilteringOptions = {}): ModuleEntry {
  const instance = new RequestFiltering(toRules(options))
  return {
    name: NAME,
    module: (_version, info) => {
      // Ahead of modules that rewrite URLs ("IIS 7.0 Request Filtering and URL Rewriting"); URLs that they make up are trusted.
      info.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, PRIORITY_ALIAS_FIRST)
      return info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_BEGIN_REQUEST, 0)
    }
  }
}
