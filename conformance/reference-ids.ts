// The numbered statements of the two references this project is checked against: ids, section numbers, section titles.

export type Model = 'filter' | 'module'

/** A run of ids without holes. */
export interface Section {
  readonly model: Model
  readonly number: string
  readonly title: string
  readonly first: number
  readonly last: number
}

export const SECTIONS: readonly Section[] = [
  { model: 'filter', number: '8.1',  title: 'Constants and structures',                  first: 1,   last: 36 },
  { model: 'filter', number: '8.2',  title: 'Entry points, loading, unloading',          first: 37,  last: 67 },
  { model: 'filter', number: '8.3',  title: 'Filter context',                            first: 68,  last: 85 },
  { model: 'filter', number: '8.4',  title: 'Calling order and chaining',                first: 86,  last: 102 },
  { model: 'filter', number: '8.5',  title: 'Event sequence of a request',               first: 103, last: 117 },
  { model: 'filter', number: '8.6',  title: 'READ_RAW_DATA',                             first: 118, last: 131 },
  { model: 'filter', number: '8.7',  title: 'PREPROC_HEADERS',                           first: 132, last: 146 },
  { model: 'filter', number: '8.8',  title: 'URL_MAP',                                   first: 147, last: 160 },
  { model: 'filter', number: '8.9',  title: 'AUTHENTICATION',                            first: 161, last: 172 },
  { model: 'filter', number: '8.10', title: 'ACCESS_DENIED',                             first: 173, last: 184 },
  { model: 'filter', number: '8.11', title: 'AUTH_COMPLETE',                             first: 185, last: 193 },
  { model: 'filter', number: '8.12', title: 'SEND_RESPONSE',                             first: 194, last: 205 },
  { model: 'filter', number: '8.13', title: 'SEND_RAW_DATA',                             first: 206, last: 219 },
  { model: 'filter', number: '8.14', title: 'END_OF_REQUEST, LOG, END_OF_NET_SESSION',   first: 220, last: 234 },
  { model: 'filter', number: '8.15', title: 'Return values',                             first: 235, last: 244 },
  { model: 'filter', number: '8.16', title: 'GetServerVariable',                         first: 245, last: 259 },
  { model: 'filter', number: '8.17', title: 'Server variable values',                    first: 260, last: 273 },
  { model: 'filter', number: '8.18', title: 'Header functions',                          first: 274, last: 286 },
  { model: 'filter', number: '8.19', title: 'AddResponseHeaders and WriteClient',        first: 287, last: 295 },
  { model: 'filter', number: '8.20', title: 'AllocMem',                                  first: 296, last: 313 },
  { model: 'filter', number: '8.21', title: 'ServerSupportFunction',                     first: 314, last: 332 },
  { model: 'filter', number: '8.22', title: 'Configuration and caching',                 first: 333, last: 348 },
  { model: 'filter', number: '8.23', title: 'Design guidance as rules',                  first: 349, last: 365 },
  { model: 'filter', number: '8.24', title: 'Hosting in the IIS 7 pipeline',             first: 366, last: 377 },
  { model: 'filter', number: '8.25', title: 'Modules compared with filters, cloned contexts', first: 378, last: 400 },
  { model: 'module', number: '8.1',  title: 'Registration, factory, module objects',     first: 1,   last: 32 },
  { model: 'module', number: '8.2',  title: 'Notification order',                        first: 33,  last: 53 },
  { model: 'module', number: '8.3',  title: 'Priority and module order',                 first: 54,  last: 63 },
  { model: 'module', number: '8.4',  title: 'Return values and finishing',               first: 64,  last: 86 },
  { model: 'module', number: '8.5',  title: 'PENDING and completion',                    first: 87,  last: 108 },
  { model: 'module', number: '8.6',  title: 'SEND_RESPONSE',                             first: 109, last: 128 },
  { model: 'module', number: '8.7',  title: 'Child requests',                            first: 129, last: 158 },
  { model: 'module', number: '8.8',  title: 'Request object',                            first: 159, last: 182 },
  { model: 'module', number: '8.9',  title: 'Response object',                           first: 183, last: 205 },
  { model: 'module', number: '8.10', title: 'Users, authentication, connection',         first: 206, last: 221 },
  { model: 'module', number: '8.11', title: 'Context containers and memory',             first: 222, last: 244 },
  { model: 'module', number: '8.12', title: 'Server, configuration, global events',      first: 245, last: 259 },
  { model: 'module', number: '8.13', title: 'Failed-request tracing',                    first: 260, last: 281 },
  { model: 'module', number: '8.14', title: 'ISAPI filters and memory',                  first: 282, last: 319 },
  { model: 'module', number: '8.15', title: 'Module samples as end-to-end tests',        first: 320, last: 333 }
]

const LETTERS: Readonly<Record<Model, string>> = { filter: 'F', module: 'M' }

/** `F-007` from its parts. */
function idOf(model: Model, number: number): string {
  return `${LETTERS[model]}-${String(number).padStart(3, '0')}`
}

export function modelOf(id: string): Model {
  return id.startsWith('F') ? 'filter' : 'module'
}

export function idsOf({ model, first, last }: Section): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => idOf(model, first + index))
}

/** Every id, F-001 … F-400 and M-001 … M-333. */
export const REFERENCE_IDS: readonly string[] = SECTIONS.flatMap(idsOf)

/** `F-003–F-006, M-282` as single ids; null for text of another form. */
export function expandIds(text: string): string[] | null {
  if (text === '—') return []
  const ids: string[] = []
  for (const part of text.split(', ')) {
    const match = /^([FM])-(\d{3})(?:–\1-(\d{3}))?$/.exec(part)
    if (match === null) return null
    const model = match[1] === 'F' ? 'filter' : 'module'
    const first = Number(match[2])
    const last = Number(match[3] ?? match[2])
    if (last < first) return null
    for (let number = first; number <= last; number++) ids.push(idOf(model, number))
  }
  return ids
}

/** The opposite: runs of neighbours as ranges. */
export function collapseIds(ids: readonly string[]): string {
  const parts: string[] = []
  for (let index = 0; index < ids.length; index++) {
    const first = ids[index] ?? ''
    let last = first
    while (ids[index + 1] === nextOf(last)) last = ids[++index] ?? ''
    parts.push(first === last ? first : `${first}–${last}`)
  }
  return parts.join(', ')
}

function nextOf(id: string): string {
  return idOf(modelOf(id), Number(id.slice(2)) + 1)
}
