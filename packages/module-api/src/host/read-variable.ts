// Server variables as both models ask for them.

import type { HttpContext } from './context.ts'
import { isLatin1, toByteString } from './message.ts'
import { SERVER_VARIABLES, type VariableRow } from './server-variables.ts'

const BY_NAME = new Map(SERVER_VARIABLES.map((row) => [row.name, row]))
/** Set by nobody: it tells who the user is, and others rely on that. */
const FIXED = 'REMOTE_USER'

/** Whether SetServerVariable leaves this name alone. */
export function isFixedVariable(name: string): boolean { return name === FIXED }

/** The row of a name, or of a header form: HTTP_X_Y is header X-Y, HEADER_X_Y is header X_Y. Null: no such variable. */
export function findVariable(name: string, context: HttpContext): VariableRow | null {
  const row = BY_NAME.get(name)
  if (row !== undefined) return row
  const headerName = name.startsWith('HTTP_') ? name.slice(5).replaceAll('_', '-') : name.startsWith('HEADER_') ? name.slice(7) : ''
  if (headerName === '') return null
  const value = context.request.GetHeader(headerName)
  return value === null ? null : { name, form: 'bytes', source: 'headers', value: () => value, meaning: 'request header' }
}

/** The value in the asked form; null: no such variable. */
export function readVariable(name: string, context: HttpContext, wide: boolean): string | null {
  const own = context.ownVariable(name)
  if (own !== null) return wide ? own : toByteString(own)
  const row = findVariable(name, context)
  if (row === null) return null
  const value = row.value(context)
  return wide || (row.form === 'bytes' && isLatin1(value)) ? value : toByteString(value)
}
