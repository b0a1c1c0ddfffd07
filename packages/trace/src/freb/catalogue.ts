// TABLE: the events of the provider WWW Server that a file is made of: area, number and level as its manifest has them.

/** Name and GUID of the provider. */
export const WWW_SERVER = { name: 'WWW Server', guid: '{3A2A4E84-4C21-4981-AE10-3FDA0D9B0F83}' } as const

export interface AreaRow { readonly bit: number; readonly name: string; readonly guid: string }

/** The areas, by their bit. */
export const AREAS: readonly AreaRow[] = [
  { bit: 0x000, name: 'General',              guid: '{D42CF7EF-DE92-473E-8B6C-621EA663113A}' },
  { bit: 0x002, name: 'Authentication',       guid: '{C33BBE8F-985B-4080-81E6-005F1A06B9E2}' },
  { bit: 0x004, name: 'Security',             guid: '{29347FFB-BA48-41E6-BFFD-469C5E543CA5}' },
  { bit: 0x008, name: 'Filter',               guid: '{00237F0D-73EB-4BCF-A232-126693595847}' },
  { bit: 0x010, name: 'StaticFile',           guid: '{79B02104-0DB9-4CDA-A552-058D97C2ECFD}' },
  { bit: 0x020, name: 'CGI',                  guid: '{E2E55403-0D2E-4609-A470-BE0DA04013C0}' },
  { bit: 0x040, name: 'Compression',          guid: '{E60CEE96-4472-448D-A13C-2170B18220EC}' },
  { bit: 0x080, name: 'Cache',                guid: '{AC1D69F1-BF33-4CA0-9313-BCA13873E1DC}' },
  { bit: 0x100, name: 'RequestNotifications', guid: '{002E91E3-E7AE-44AB-8E07-99230FFA6ADE}' },
  { bit: 0x200, name: 'Module',               guid: '{D79A948E-95F1-417B-A731-B7A79DEC7AE5}' }
]

/** Area, number in it, and level of an event. */
export interface CatalogueRow { readonly area: number; readonly number: number; readonly level: number }

const ROWS = {
  GENERAL_REQUEST_START:         { area: 0x000, number: 1, level: 0 },
  GENERAL_REQUEST_END:           { area: 0x000, number: 2, level: 0 },
  GENERAL_CHILD_REQUEST_START:   { area: 0x000, number: 31, level: 0 },
  GENERAL_CHILD_REQUEST_END:     { area: 0x000, number: 32, level: 0 },
  GENERAL_RESPONSE_HEADERS:      { area: 0x000, number: 47, level: 4 },
  GENERAL_REQUEST_HEADERS:       { area: 0x000, number: 50, level: 4 },
  GENERAL_REQUEST_ENTITY:        { area: 0x000, number: 51, level: 5 },
  GENERAL_ENDPOINT_INFORMATION:  { area: 0x000, number: 55, level: 4 },
  LOG_FILE_MAX_SIZE_TRUNCATE:    { area: 0x000, number: 0, level: 0 },
  NOTIFY_MODULE_START:           { area: 0x100, number: 1, level: 5 },
  NOTIFY_MODULE_END:             { area: 0x100, number: 2, level: 5 },
  NOTIFY_MODULE_COMPLETION:      { area: 0x100, number: 3, level: 5 },
  FILTER_START:                  { area: 0x008, number: 10, level: 0 },
  FILTER_END:                    { area: 0x008, number: 11, level: 0 },
  FILTER_ERROR:                  { area: 0x008, number: 12, level: 2 },
  FILTER_PREPROC_HEADERS_START:  { area: 0x008, number: 13, level: 4 },
  FILTER_PREPROC_HEADERS_END:    { area: 0x008, number: 14, level: 4 },
  FILTER_URL_MAP_START:          { area: 0x008, number: 15, level: 4 },
  FILTER_URL_MAP_END:            { area: 0x008, number: 16, level: 4 },
  FILTER_AUTHENTICATION_START:   { area: 0x008, number: 17, level: 4 },
  FILTER_AUTHENTICATION_END:     { area: 0x008, number: 18, level: 4 },
  FILTER_AUTH_COMPLETE_START:    { area: 0x008, number: 19, level: 4 },
  FILTER_AUTH_COMPLETE_END:      { area: 0x008, number: 20, level: 4 },
  FILTER_SEND_RESPONSE_START:    { area: 0x008, number: 21, level: 4 },
  FILTER_SEND_RESPONSE_END:      { area: 0x008, number: 22, level: 4 },
  FILTER_END_OF_REQUEST_START:   { area: 0x008, number: 23, level: 4 },
  FILTER_END_OF_REQUEST_END:     { area: 0x008, number: 24, level: 4 },
  FILTER_LOG_START:              { area: 0x008, number: 25, level: 4 },
  FILTER_LOG_END:                { area: 0x008, number: 26, level: 4 },
  FILTER_SEND_RAW_DATA_START:    { area: 0x008, number: 27, level: 4 },
  FILTER_SEND_RAW_DATA_END:      { area: 0x008, number: 28, level: 4 },
  FILTER_ACCESS_DENIED_START:    { area: 0x008, number: 29, level: 4 },
  FILTER_ACCESS_DENIED_END:      { area: 0x008, number: 30, level: 4 },
  FILTER_SET_REQ_HEADER:         { area: 0x008, number: 31, level: 4 },
  FILTER_ADD_REQ_HEADER:         { area: 0x008, number: 32, level: 4 },
  FILTER_SET_RESP_HEADER:        { area: 0x008, number: 33, level: 4 },
  FILTER_ADD_RESP_HEADER:        { area: 0x008, number: 34, level: 4 }
} as const

export type CatalogueName = keyof typeof ROWS

/** The events by their names. */
export const CATALOGUE: Readonly<Record<CatalogueName, CatalogueRow>> = ROWS

/** Whether a name is that of an event of the table. */
export function isCatalogued(name: string): name is CatalogueName { return Object.hasOwn(CATALOGUE, name) }
