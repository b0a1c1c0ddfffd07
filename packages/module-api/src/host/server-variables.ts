// TABLE: the server variables. One row a name; both models read them here. Meanings: reference pages IIS Server Variables (IIS 6, IIS 8.5).

import type { HttpContext } from './context.ts'
import { isLatin1, toByteString } from './message.ts'

/** `bytes`: one byte a character already, as headers are. `text`: Unicode; its 8-bit form is UTF-8. */
export type VariableForm = 'bytes' | 'text'

/** Where the value comes from, for those who offer it only from a certain point on: connection, headers, parsed URL, mapping, user. */
export type VariableSource = 'connection' | 'headers' | 'url' | 'mapping' | 'user'

export interface VariableRow {
  readonly name: string
  readonly form: VariableForm
  readonly source: VariableSource
  readonly value: (context: HttpContext) => string
}

const header = (name: string) => (context: HttpContext): string => context.request.GetHeader(name) ?? ''
const none = (): string => ''
const user = (read: 'GetRemoteUserName' | 'GetUserName' | 'GetAuthenticationType' | 'GetPassword') => (context: HttpContext): string => context.GetUser()?.[read]() ?? ''
const path = (context: HttpContext): string => context.request.url.path ?? ''
const secure = (context: HttpContext): boolean => context.request.port?.encrypted === true
const version = (context: HttpContext): string => `HTTP/${context.request.message.httpVersionMajor}.${context.request.message.httpVersionMinor}`
/** Reading it maps, every time: the recursion inside RQ_MAP_PATH is real. */
const mapped = (context: HttpContext): string => { const found = context.MapPath(path(context)); return typeof found === 'string' ? found : '' }
const serverName = (context: HttpContext): string => (context.request.GetHeader('host') ?? '').replace(/:\d*$/, '') || context.request.GetLocalAddress().address

export const SERVER_VARIABLES: readonly VariableRow[] = [
  { name: 'ALL_HTTP',             form: 'bytes', source: 'headers',    value: (context) => allHttp(context) },
  { name: 'ALL_RAW',              form: 'bytes', source: 'headers',    value: (context) => allRaw(context) },
  { name: 'APPL_MD_PATH',         form: 'text',  source: 'mapping',    value: (context) => `/LM/W3SVC/${context.site.id}/ROOT` },
  { name: 'APPL_PHYSICAL_PATH',   form: 'text',  source: 'mapping',    value: (context) => context.site.root },
  { name: 'APP_POOL_CONFIG',      form: 'text',  source: 'connection', value: none },
  { name: 'APP_POOL_ID',          form: 'text',  source: 'connection', value: (context) => context.pipeline.server.GetAppPoolName() },
  { name: 'AUTH_PASSWORD',        form: 'text',  source: 'user',       value: user('GetPassword') },
  { name: 'AUTH_TYPE',            form: 'text',  source: 'user',       value: user('GetAuthenticationType') },
  { name: 'AUTH_USER',            form: 'text',  source: 'user',       value: user('GetRemoteUserName') },
  { name: 'CACHE_URL',            form: 'text',  source: 'headers',    value: (context) => `${secure(context) ? 'https' : 'http'}://${serverName(context)}:${context.request.GetLocalAddress().port}${path(context)}` },
  { name: 'CERT_COOKIE',          form: 'text',  source: 'connection', value: none },
  { name: 'CERT_FLAGS',           form: 'text',  source: 'connection', value: none },
  { name: 'CERT_ISSUER',          form: 'text',  source: 'connection', value: none },
  { name: 'CERT_KEYSIZE',         form: 'text',  source: 'connection', value: none },
  { name: 'CERT_SECRETKEYSIZE',   form: 'text',  source: 'connection', value: none },
  { name: 'CERT_SERIALNUMBER',    form: 'text',  source: 'connection', value: none },
  { name: 'CERT_SERVER_ISSUER',   form: 'text',  source: 'connection', value: none },
  { name: 'CERT_SERVER_SUBJECT',  form: 'text',  source: 'connection', value: none },
  { name: 'CERT_SUBJECT',         form: 'text',  source: 'connection', value: none },
  { name: 'CONTENT_LENGTH',       form: 'bytes', source: 'headers',    value: (context) => context.request.GetHeader('content-length') ?? '0' },
  { name: 'CONTENT_TYPE',         form: 'bytes', source: 'headers',    value: header('content-type') },
  { name: 'DOCUMENT_ROOT',        form: 'text',  source: 'mapping',    value: (context) => context.site.root },
  { name: 'GATEWAY_INTERFACE',    form: 'bytes', source: 'connection', value: () => 'CGI/1.1' },
  { name: 'HTTPS',                form: 'bytes', source: 'connection', value: (context) => (secure(context) ? 'on' : 'off') },
  { name: 'HTTPS_KEYSIZE',        form: 'text',  source: 'connection', value: none },
  { name: 'HTTPS_SECRETKEYSIZE',  form: 'text',  source: 'connection', value: none },
  { name: 'HTTPS_SERVER_ISSUER',  form: 'text',  source: 'connection', value: none },
  { name: 'HTTPS_SERVER_SUBJECT', form: 'text',  source: 'connection', value: none },
  { name: 'HTTP_METHOD',          form: 'bytes', source: 'headers',    value: (context) => context.request.GetHttpMethod() },
  { name: 'HTTP_URL',             form: 'bytes', source: 'headers',    value: (context) => context.request.variableUrl.target },
  { name: 'HTTP_VERSION',         form: 'bytes', source: 'headers',    value: version },
  { name: 'INSTANCE_ID',          form: 'bytes', source: 'headers',    value: (context) => String(context.site.id) },
  { name: 'INSTANCE_META_PATH',   form: 'bytes', source: 'headers',    value: (context) => `/LM/W3SVC/${context.site.id}` },
  { name: 'INSTANCE_NAME',        form: 'text',  source: 'headers',    value: (context) => context.site.name },
  { name: 'LOCAL_ADDR',           form: 'bytes', source: 'connection', value: (context) => context.request.GetLocalAddress().address },
  { name: 'LOGON_USER',           form: 'text',  source: 'user',       value: user('GetUserName') },
  { name: 'MANAGED_PIPELINE_MODE', form: 'bytes', source: 'connection', value: () => 'Integrated' },
  { name: 'PATH_INFO',            form: 'text',  source: 'mapping',    value: (context) => { mapped(context); return path(context) } },
  { name: 'PATH_TRANSLATED',      form: 'text',  source: 'mapping',    value: mapped },
  { name: 'QUERY_STRING',         form: 'bytes', source: 'url',        value: (context) => context.request.url.query },
  { name: 'REMOTE_ADDR',          form: 'bytes', source: 'connection', value: (context) => context.request.GetRemoteAddress().address },
  { name: 'REMOTE_HOST',          form: 'bytes', source: 'connection', value: (context) => context.request.GetRemoteAddress().address },
  { name: 'REMOTE_PORT',          form: 'bytes', source: 'connection', value: (context) => String(context.request.GetRemoteAddress().port) },
  { name: 'REMOTE_USER',          form: 'text',  source: 'user',       value: user('GetRemoteUserName') },
  { name: 'REQUEST_FILENAME',     form: 'text',  source: 'mapping',    value: (context) => context.GetPhysicalPath() },
  { name: 'REQUEST_METHOD',       form: 'bytes', source: 'headers',    value: (context) => context.request.GetHttpMethod() },
  { name: 'REQUEST_URI',          form: 'bytes', source: 'headers',    value: (context) => context.request.url.target },
  { name: 'SCRIPT_FILENAME',      form: 'text',  source: 'mapping',    value: (context) => context.GetPhysicalPath() },
  { name: 'SCRIPT_NAME',          form: 'text',  source: 'url',        value: path },
  { name: 'SCRIPT_TRANSLATED',    form: 'text',  source: 'mapping',    value: (context) => context.GetPhysicalPath() },
  { name: 'SERVER_ADDR',          form: 'bytes', source: 'connection', value: (context) => context.request.GetLocalAddress().address },
  { name: 'SERVER_NAME',          form: 'bytes', source: 'headers',    value: serverName },
  { name: 'SERVER_PORT',          form: 'bytes', source: 'connection', value: (context) => String(context.request.GetLocalAddress().port) },
  { name: 'SERVER_PORT_SECURE',   form: 'bytes', source: 'connection', value: (context) => (secure(context) ? '1' : '0') },
  { name: 'SERVER_PROTOCOL',      form: 'bytes', source: 'headers',    value: version },
  { name: 'SERVER_SOFTWARE',      form: 'bytes', source: 'connection', value: () => 'isapi-bridge/0.1' },
  { name: 'UNENCODED_URL',        form: 'bytes', source: 'headers',    value: (context) => context.request.receivedTarget },
  { name: 'UNMAPPED_REMOTE_USER', form: 'text',  source: 'user',       value: user('GetRemoteUserName') },
  { name: 'URL',                  form: 'text',  source: 'url',        value: (context) => context.request.variableUrl.path ?? '' }
]

export function isFixedVariable(name: string): boolean { return FIXED.has(name) }
/** The user object says who it is. */
const FIXED: ReadonlySet<string> = new Set(['REMOTE_USER'])

const BY_NAME = new Map(SERVER_VARIABLES.map((row) => [row.name, row]))

function allHttp(context: HttpContext): string {
  return Object.keys(context.request.message.headers)
    .map((name) => `HTTP_${name.toUpperCase().replaceAll('-', '_')}:${context.request.GetHeader(name) ?? ''}\n`)
    .join('')
}

function allRaw(context: HttpContext): string {
  const raw = context.request.message.rawHeaders
  let text = ''
  for (let index = 0; index + 1 < raw.length; index += 2) text += `${raw[index]}: ${raw[index + 1]}\r\n`
  return text
}

/** The row of a name, or of a header form: HTTP_X_Y is header X-Y, HEADER_X_Y is header X_Y. Null: no such variable. */
export function findVariable(name: string, context: HttpContext): VariableRow | null {
  const row = BY_NAME.get(name)
  if (row !== undefined) return row
  const headerName = name.startsWith('HTTP_') ? name.slice(5).replaceAll('_', '-') : name.startsWith('HEADER_') ? name.slice(7) : ''
  if (headerName === '') return null
  const value = context.request.GetHeader(headerName)
  return value === null ? null : { name, form: 'bytes', source: 'headers', value: () => value }
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
