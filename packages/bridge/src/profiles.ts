// TABLE: where servers differed. Rows are the rulings that have an option, columns the servers; a single row can be overridden by name.

import {
  ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, NO_ERROR, type DWORD, type WIN32_ERROR
} from '@isapi-bridge/win32'
import { BridgeError } from './errors.ts'

/** The servers whose manners can be chosen. */
export type ProfileName = 'iis4' | 'iis5' | 'iis6' | 'iis7'

/** What a profile decides. */
export interface ProfileSettings {
  /** Revision of the specification that the server reports. */
  readonly revision: DWORD
  /** What the variable SERVER_SOFTWARE shows to the filter: name/version. A value that a module has set stands. */
  readonly serverSoftware: string
  /** SF_STATUS_REQ_FINISHED_KEEP_CONN keeps the connection. */
  readonly keepConnection: boolean
  /** What GetHeader reports for a name without its colon. */
  readonly missingColonError: WIN32_ERROR
  /** What GetServerVariable reports for a known variable without a value; NO_ERROR: TRUE and "". */
  readonly noDataError: WIN32_ERROR
  /** A filter without an order bit comes before those with HIGH. */
  readonly unorderedFirst: boolean
  /** Global filters come before those of the site, whatever their priority. */
  readonly globalFirst: boolean
  /** When AUTHENTICATION is raised on a kept connection. */
  readonly authentication: 'first-request' | 'each-basic-request' | 'each-request'
  /** SEND_RESPONSE is raised for the 401 of a denied request. */
  readonly sendAfterDenial: boolean
  /** AUTH_COMPLETE exists. */
  readonly authComplete: boolean
  /** READ_RAW_DATA exists. */
  readonly readRawData: boolean
  /** When the filters of a site are loaded. */
  readonly siteFiltersLoad: 'when-configured' | 'first-request'
}

/** One row, typed by its setting. */
export type ProfileRow = {
  [K in keyof ProfileSettings]: {
    readonly name: K
    readonly ruling: string
  } & Readonly<Record<ProfileName, ProfileSettings[K]>>
}[keyof ProfileSettings]

const ROWS = [
  { name: 'revision',          ruling: 'F-002', iis4: 0x0004_0000,         iis5: 0x0005_0000,         iis6: 0x0006_0000,            iis7: 0x0007_0000 },
  { name: 'serverSoftware',    ruling: 'F-269', iis4: 'Microsoft-IIS/4.0', iis5: 'Microsoft-IIS/5.0', iis6: 'Microsoft-IIS/6.0',    iis7: 'Microsoft-IIS/7.0' },
  { name: 'keepConnection',    ruling: 'D-09',  iis4: true,                iis5: true,                iis6: false,                  iis7: false },
  { name: 'missingColonError', ruling: 'D-14',  iis4: ERROR_INVALID_INDEX, iis5: ERROR_INVALID_INDEX, iis6: ERROR_INVALID_PARAMETER, iis7: ERROR_INVALID_PARAMETER },
  { name: 'noDataError',       ruling: 'D-17',  iis4: NO_ERROR,            iis5: NO_ERROR,            iis6: NO_ERROR,               iis7: NO_ERROR },
  { name: 'unorderedFirst',    ruling: 'D-27',  iis4: true,                iis5: false,               iis6: false,                  iis7: false },
  { name: 'globalFirst',       ruling: 'D-05',  iis4: false,               iis5: false,               iis6: false,                  iis7: false },
  { name: 'authentication',    ruling: 'D-08',  iis4: 'first-request',     iis5: 'first-request',     iis6: 'each-basic-request',   iis7: 'each-basic-request' },
  { name: 'sendAfterDenial',   ruling: 'D-26',  iis4: true,                iis5: true,                iis6: true,                   iis7: true },
  { name: 'authComplete',      ruling: 'F-193', iis4: false,               iis5: true,                iis6: true,                   iis7: true },
  { name: 'readRawData',       ruling: 'F-124', iis4: true,                iis5: true,                iis6: false,                  iis7: false },
  { name: 'siteFiltersLoad',   ruling: 'D-04',  iis4: 'when-configured',   iis5: 'when-configured',   iis6: 'first-request',        iis7: 'first-request' }
] as const satisfies readonly ProfileRow[]

true satisfies [Exclude<keyof ProfileSettings, (typeof ROWS)[number]['name']>] extends [never] ? true : never

/** All rows. */
export const PROFILES: readonly ProfileRow[] = ROWS

/** The servers, oldest first. */
export const PROFILE_NAMES: readonly ProfileName[] = ['iis4', 'iis5', 'iis6', 'iis7']

type WordsOf<S> = { readonly [K in keyof S as S[K] extends string ? string extends S[K] ? never : K : never]: readonly S[K][] }

/** What rows of words may say; the others say what has the type of their columns. */
const WORDS: WordsOf<ProfileSettings> = {
  authentication: ['first-request', 'each-basic-request', 'each-request'],
  siteFiltersLoad: ['when-configured', 'first-request']
}

/** What an override of a row may be: one of these words, a text of this form, true or false, a DWORD. */
export type ProfileValues = readonly string[] | RegExp | 'boolean' | 'DWORD'

/** name/version, without anything that could leave a header. */
const SERVER_SOFTWARE = /^[!-.0-~]+\/[!-~]+$/

/** What an override of this row may be. */
export function profileValuesOf(row: ProfileRow): ProfileValues {
  if (row.name === 'authentication' || row.name === 'siteFiltersLoad') return WORDS[row.name]
  if (row.name === 'serverSoftware') return SERVER_SOFTWARE
  return typeof row.iis6 === 'boolean' ? 'boolean' : 'DWORD'
}

/** What a row may say, in words; null when this is it. */
function complaint(row: ProfileRow, value: unknown): string | null {
  const values = profileValuesOf(row)
  if (values === 'boolean') return typeof value === 'boolean' ? null : 'true or false'
  if (values === 'DWORD') return typeof value === 'number' && value >>> 0 === value ? null : 'a DWORD'
  if (values instanceof RegExp) return typeof value === 'string' && values.test(value) ? null : 'name/version'
  return typeof value === 'string' && values.includes(value) ? null : `one of ${values.join(', ')}`
}

/** A column of the table, with single rows replaced. */
export function resolveProfile(filter: string, profile: ProfileName = 'iis6', overrides: Partial<ProfileSettings> = {}): ProfileSettings {
  const refuse = (what: string): never => { throw new BridgeError('ERR_BRIDGE_OPTIONS', `Filter "${filter}": ${what}`) }
  if (!PROFILE_NAMES.includes(profile)) refuse(`\`profile\` is ${String(profile)}; it must be one of ${PROFILE_NAMES.join(', ')}.`)
  const column = Object.fromEntries(PROFILES.map((row) => [row.name, row[profile]]))
  for (const [name, value] of Object.entries(overrides)) {
    const row = PROFILES.find((candidate) => candidate.name === name)
    if (row === undefined) refuse(`\`overrides.${name}\` does not exist; there are ${PROFILES.map((known) => known.name).join(', ')}.`)
    else if (value !== undefined) {
      const wanted = complaint(row, value)
      if (wanted !== null) refuse(`\`overrides.${name}\` is ${String(value)}; it must be ${wanted}.`)
      column[name] = value
    }
  }
  return column as unknown as ProfileSettings // each row is typed by its name
}
