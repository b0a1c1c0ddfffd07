// TABLE: the filters of RequestFilteringModule in the order in which they are asked, with the status that the documentation gives them
// ("Request Filtering", HTTP 404 error substatus codes: today's page, with 413.1 and 431 where IIS 7.0 had 404.13 and 404.10).

/** What is known of a request before anything is done for it. */
export interface FilterFacts {
  readonly method: string
  /** Lengths of the URL path and of the query, as sent or as it stands now, whichever is longer. */
  readonly urlLength: number
  readonly queryLength: number
  /** Content-Length; 0 where the header is missing. */
  readonly contentLength: number
  readonly header: (name: string) => string | null
  /** The URL path in every form that somebody may read: as sent, as it stands now, and both decoded. Comparable. */
  readonly paths: readonly string[]
  /** As sent and as it stands now, decoded once, one byte a character. */
  readonly decoded: readonly string[]
  readonly segments: readonly string[]
  /** With its dot; a dot alone when the last name has none. */
  readonly extension: string
}

/** A list of names: what is denied, and what is allowed if nothing else is. */
export interface NameFilter {
  readonly deny: ReadonlySet<string>
  readonly allow: ReadonlySet<string>
  readonly allowUnlisted: boolean
}

/** The options in the form that the filters read. */
export interface FilterRules {
  readonly maxUrl: number
  readonly maxQueryString: number
  readonly maxAllowedContentLength: number
  readonly headerLimits: readonly (readonly [name: string, limit: number])[]
  readonly allowDoubleEscaping: boolean
  readonly allowHighBitCharacters: boolean
  readonly verbs: NameFilter
  readonly fileExtensions: NameFilter
  readonly hiddenSegments: ReadonlySet<string>
  readonly denyUrlSequences: readonly string[]
}

export interface FilterRow {
  readonly status: number
  readonly subStatus: number
  readonly denies: (facts: FilterFacts, rules: FilterRules) => boolean
}

const isDenied = (name: string, { deny, allow, allowUnlisted }: NameFilter): boolean => deny.has(name) || !(allowUnlisted || allow.has(name))
/** Decoding it again would change it. A plus sign is a blank to some (404.11 for "+": blogs.iis.net/thomad, 2007). */
const TWICE = /%[0-9a-f]{2}|\+/i
const HIGH_BIT = /[\x80-\xff]/

export const FILTERS: readonly FilterRow[] = [
  { status: 431, subStatus: 0,  denies: ({ header }, { headerLimits }) => headerLimits.some(([name, limit]) => (header(name)?.length ?? 0) > limit) },
  { status: 413, subStatus: 1,  denies: ({ contentLength }, { maxAllowedContentLength }) => contentLength > maxAllowedContentLength },
  { status: 404, subStatus: 14, denies: ({ urlLength }, { maxUrl }) => urlLength > maxUrl },
  { status: 404, subStatus: 15, denies: ({ queryLength }, { maxQueryString }) => queryLength > maxQueryString },
  { status: 404, subStatus: 6,  denies: ({ method }, { verbs }) => isDenied(method, verbs) },
  { status: 404, subStatus: 5,  denies: ({ paths }, { denyUrlSequences }) => denyUrlSequences.some((sequence) => paths.some((path) => path.includes(sequence))) },
  { status: 404, subStatus: 11, denies: ({ decoded }, { allowDoubleEscaping }) => !allowDoubleEscaping && decoded.some((path) => TWICE.test(path)) },
  { status: 404, subStatus: 12, denies: ({ decoded }, { allowHighBitCharacters }) => !allowHighBitCharacters && decoded.some((path) => HIGH_BIT.test(path)) },
  { status: 404, subStatus: 7,  denies: ({ extension }, { fileExtensions }) => isDenied(extension, fileExtensions) },
  { status: 404, subStatus: 8,  denies: ({ segments }, { hiddenSegments }) => segments.some((segment) => hiddenSegments.has(segment)) }
]
