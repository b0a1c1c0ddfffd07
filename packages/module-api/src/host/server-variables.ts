// TABLE: the server variables. One row a name; both models read them here. Meanings: reference pages IIS Server Variables (IIS 6, IIS 8.5).

import type { HttpContext } from './context.ts'
import type { TlsFacts } from './tls-facts.ts'

/** `bytes`: one byte a character already, as headers are. `text`: Unicode; its 8-bit form is UTF-8. */
export type VariableForm = 'bytes' | 'text'

/** Where the value comes from, for those who offer it only from a certain point on: connection, headers, parsed URL, mapping, user. */
export type VariableSource = 'connection' | 'headers' | 'url' | 'mapping' | 'user'

export interface VariableRow {
  readonly name: string
  readonly form: VariableForm
  readonly source: VariableSource
  readonly value: (context: HttpContext) => string
  /** For the page docs/server-variables.md. */
  readonly meaning: string
}

/** Ours: what modules read in SERVER_SOFTWARE unless one of them has set it. */
export const SERVER_SOFTWARE: string = 'isapi-bridge/0.1'

const header = (name: string) => (context: HttpContext): string => context.request.GetHeader(name) ?? ''
const tls = (fact: keyof TlsFacts) => (context: HttpContext): string => context.connection?.tls?.[fact] ?? ''
const none = (): string => ''
const user = (read: 'GetRemoteUserName' | 'GetUserName' | 'GetAuthenticationType' | 'GetPassword') => (context: HttpContext): string => context.GetUser()?.[read]() ?? ''
const path = (context: HttpContext): string => context.request.url.path ?? ''
const secure = (context: HttpContext): boolean => context.request.port?.encrypted === true
const version = (context: HttpContext): string => `HTTP/${context.request.message.httpVersionMajor}.${context.request.message.httpVersionMinor}`
/** Fidelity: filter.variables.path-info — the whole path, unless the handler mapping allows something behind the script. */
const pathInfo = (context: HttpContext): string => context.pathInfo ?? path(context)
/** Reading it maps, every time: the recursion inside RQ_MAP_PATH is real. */
function mapped(context: HttpContext): string {
  const info = pathInfo(context)
  const found = info === '' ? '' : context.MapPath(info)
  return typeof found === 'string' ? found : ''
}
const serverName = (context: HttpContext): string => (context.request.GetHeader('host') ?? '').replace(/:\d*$/, '') || context.request.GetLocalAddress().address

/** Fidelity: filter.variables.auth-type-unknown-scheme — a scheme that only a filter or the application may know. */
function authType(context: HttpContext): string {
  const known = context.GetUser()?.GetAuthenticationType() ?? ''
  if (known !== '') return known
  const scheme = /^\s*([^\s,=]+)\s/.exec(context.request.GetHeader('authorization') ?? '')?.[1] ?? ''
  return scheme.toLowerCase() === 'basic' ? '' : scheme
}

export const SERVER_VARIABLES: readonly VariableRow[] = [
  { name: 'ALL_HTTP',                 form: 'bytes', source: 'headers',    value: (context) => allHttp(context), meaning: 'all request headers as HTTP_NAME:value, one to a line (LF)' },
  { name: 'ALL_RAW',                  form: 'bytes', source: 'headers',    value: (context) => allRaw(context), meaning: 'all request headers as they were sent' },
  { name: 'APPL_MD_PATH',             form: 'text',  source: 'mapping',    value: (context) => context.GetApplication().GetApplicationId(), meaning: 'application in the metabase' },
  { name: 'APPL_PHYSICAL_PATH',       form: 'text',  source: 'mapping',    value: (context) => context.GetApplication().GetApplicationPhysicalPath(), meaning: 'folder of the application' },
  { name: 'APP_POOL_CONFIG',          form: 'text',  source: 'connection', value: none, meaning: 'configuration file of the application pool: none' },
  { name: 'APP_POOL_ID',              form: 'text',  source: 'connection', value: (context) => context.pipeline.server.GetAppPoolName(), meaning: 'application pool' },
  { name: 'AUTH_PASSWORD',            form: 'text',  source: 'user',       value: user('GetPassword'), meaning: 'password, where the scheme sends it' },
  { name: 'AUTH_TYPE',                form: 'text',  source: 'user',       value: authType, meaning: 'authentication scheme of the user; without one, that of an Authorization header that nobody here understands' },
  { name: 'AUTH_USER',                form: 'text',  source: 'user',       value: user('GetRemoteUserName'), meaning: 'user as the client named it' },
  { name: 'CACHE_URL',                form: 'text',  source: 'headers',    value: (context) => `${secure(context) ? 'https' : 'http'}://${serverName(context)}:${context.request.GetLocalAddress().port}${path(context)}`, meaning: 'URL with scheme, host and port' },
  { name: 'CERT_COOKIE',              form: 'text',  source: 'connection', value: tls('clientId'), meaning: 'SHA-256 fingerprint of the client certificate' },
  { name: 'CERT_FLAGS',               form: 'text',  source: 'connection', value: tls('clientFlags'), meaning: 'bit 0: there is a client certificate; bit 1: its issuer is not trusted' },
  { name: 'CERT_ISSUER',              form: 'text',  source: 'connection', value: tls('clientIssuer'), meaning: 'issuer of the client certificate' },
  { name: 'CERT_KEYSIZE',             form: 'text',  source: 'connection', value: tls('keySize'), meaning: 'bits of the session key' },
  { name: 'CERT_SECRETKEYSIZE',       form: 'text',  source: 'connection', value: tls('secretKeySize'), meaning: 'bits of the key of the server certificate' },
  { name: 'CERT_SERIALNUMBER',        form: 'text',  source: 'connection', value: tls('clientSerial'), meaning: 'serial number of the client certificate, hexadecimal' },
  { name: 'CERT_SERVER_ISSUER',       form: 'text',  source: 'connection', value: tls('serverIssuer'), meaning: 'issuer of the server certificate' },
  { name: 'CERT_SERVER_SUBJECT',      form: 'text',  source: 'connection', value: tls('serverSubject'), meaning: 'subject of the server certificate' },
  { name: 'CERT_SUBJECT',             form: 'text',  source: 'connection', value: tls('clientSubject'), meaning: 'subject of the client certificate' },
  { name: 'CONTENT_LENGTH',           form: 'bytes', source: 'headers',    value: (context) => context.request.GetHeader('content-length') ?? '0', meaning: 'length of the body as the client announced it' },
  { name: 'CONTENT_TYPE',             form: 'bytes', source: 'headers',    value: header('content-type'), meaning: 'media type of the body' },
  { name: 'CRYPT_CIPHER_ALG_ID',      form: 'text',  source: 'connection', value: tls('cipher'), meaning: 'cipher: ALG_ID, hexadecimal' },
  { name: 'CRYPT_HASH_ALG_ID',        form: 'text',  source: 'connection', value: tls('hash'), meaning: 'hash: ALG_ID, hexadecimal' },
  { name: 'CRYPT_KEYEXCHANGE_ALG_ID', form: 'text',  source: 'connection', value: tls('keyExchange'), meaning: 'key exchange: ALG_ID, hexadecimal' },
  { name: 'CRYPT_PROTOCOL',           form: 'text',  source: 'connection', value: tls('protocol'), meaning: 'version of TLS: SP_PROT_*, hexadecimal' },
  { name: 'DOCUMENT_ROOT',            form: 'text',  source: 'mapping',    value: (context) => context.site.root, meaning: 'folder of the site' },
  { name: 'FORWARDED_URL',            form: 'text',  source: 'headers',    value: (context) => context.request.GetForwardedUrl() ?? '', meaning: 'URL that is not local, given to SetUrl' },
  { name: 'GATEWAY_INTERFACE',        form: 'bytes', source: 'connection', value: () => 'CGI/1.1', meaning: 'version of CGI' },
  { name: 'HTTPS',                    form: 'bytes', source: 'connection', value: (context) => (secure(context) ? 'on' : 'off'), meaning: 'on or off' },
  { name: 'HTTPS_KEYSIZE',            form: 'text',  source: 'connection', value: tls('keySize'), meaning: 'as CERT_KEYSIZE' },
  { name: 'HTTPS_SECRETKEYSIZE',      form: 'text',  source: 'connection', value: tls('secretKeySize'), meaning: 'as CERT_SECRETKEYSIZE' },
  { name: 'HTTPS_SERVER_ISSUER',      form: 'text',  source: 'connection', value: tls('serverIssuer'), meaning: 'as CERT_SERVER_ISSUER' },
  { name: 'HTTPS_SERVER_SUBJECT',     form: 'text',  source: 'connection', value: tls('serverSubject'), meaning: 'as CERT_SERVER_SUBJECT' },
  { name: 'HTTP_METHOD',              form: 'bytes', source: 'headers',    value: (context) => context.request.GetHttpMethod(), meaning: 'method' },
  { name: 'HTTP_URL',                 form: 'bytes', source: 'headers',    value: (context) => context.request.variableUrl.target, meaning: 'URL with query, still encoded' },
  { name: 'HTTP_VERSION',             form: 'bytes', source: 'headers',    value: version, meaning: 'protocol' },
  { name: 'INSTANCE_ID',              form: 'bytes', source: 'headers',    value: (context) => String(context.site.id), meaning: 'number of the site' },
  { name: 'INSTANCE_META_PATH',       form: 'bytes', source: 'headers',    value: (context) => `/LM/W3SVC/${context.site.id}`, meaning: 'site in the metabase' },
  { name: 'INSTANCE_NAME',            form: 'text',  source: 'headers',    value: (context) => context.site.name, meaning: 'name of the site' },
  { name: 'LOCAL_ADDR',               form: 'bytes', source: 'connection', value: (context) => context.request.GetLocalAddress().address, meaning: 'address of the server on this connection' },
  { name: 'LOGON_USER',               form: 'text',  source: 'user',       value: user('GetUserName'), meaning: 'account that the request runs as' },
  { name: 'MANAGED_PIPELINE_MODE',    form: 'bytes', source: 'connection', value: () => 'Integrated', meaning: 'mode of the pipeline' },
  { name: 'PATH_INFO',                form: 'text',  source: 'mapping',    value: (context) => { mapped(context); return pathInfo(context) }, meaning: 'path, or what follows the script where the handler mapping has allowPathInfo; reading it maps' },
  { name: 'PATH_TRANSLATED',          form: 'text',  source: 'mapping',    value: mapped, meaning: 'PATH_INFO as a physical path; reading it maps' },
  { name: 'QUERY_STRING',             form: 'bytes', source: 'url',        value: (context) => context.request.url.query, meaning: 'what follows the question mark' },
  { name: 'REMOTE_ADDR',              form: 'bytes', source: 'connection', value: (context) => context.request.GetRemoteAddress().address, meaning: 'address of the client' },
  { name: 'REMOTE_HOST',              form: 'bytes', source: 'connection', value: (context) => context.request.GetRemoteAddress().address, meaning: 'address of the client: names are not looked up' },
  { name: 'REMOTE_PORT',              form: 'bytes', source: 'connection', value: (context) => String(context.request.GetRemoteAddress().port), meaning: 'port of the client' },
  { name: 'REMOTE_USER',              form: 'text',  source: 'user',       value: user('GetRemoteUserName'), meaning: 'as AUTH_USER; SetServerVariable does not change it' },
  { name: 'REQUEST_FILENAME',         form: 'text',  source: 'mapping',    value: (context) => context.GetPhysicalPath(), meaning: 'physical path' },
  { name: 'REQUEST_FLAGS',            form: 'text',  source: 'headers',    value: none, meaning: 'flags of HTTP.sys: none' },
  { name: 'REQUEST_METHOD',           form: 'bytes', source: 'headers',    value: (context) => context.request.GetHttpMethod(), meaning: 'method' },
  { name: 'REQUEST_URI',              form: 'bytes', source: 'headers',    value: (context) => context.request.url.target, meaning: 'path and query, still encoded' },
  { name: 'SCRIPT_FILENAME',          form: 'text',  source: 'mapping',    value: (context) => context.GetPhysicalPath(), meaning: 'physical path' },
  { name: 'SCRIPT_NAME',              form: 'text',  source: 'url',        value: (context) => context.GetScriptName(), meaning: 'path of the script' },
  { name: 'SCRIPT_TRANSLATED',        form: 'text',  source: 'mapping',    value: (context) => context.GetScriptTranslated(), meaning: 'physical path of the script' },
  { name: 'SERVER_ADDR',              form: 'bytes', source: 'connection', value: (context) => context.request.GetLocalAddress().address, meaning: 'address of the server' },
  { name: 'SERVER_NAME',              form: 'bytes', source: 'headers',    value: serverName, meaning: 'host as the client named it, else the address' },
  { name: 'SERVER_PORT',              form: 'bytes', source: 'connection', value: (context) => String(context.request.GetLocalAddress().port || (secure(context) ? 443 : 80)), meaning: 'port of the server; that of the scheme where there is no socket' },
  { name: 'SERVER_PORT_SECURE',       form: 'bytes', source: 'connection', value: (context) => (secure(context) ? '1' : '0'), meaning: '1 on an encrypted connection, else 0' },
  { name: 'SERVER_PROTOCOL',          form: 'bytes', source: 'headers',    value: version, meaning: 'protocol' },
  { name: 'SERVER_SOFTWARE',          form: 'bytes', source: 'connection', value: () => SERVER_SOFTWARE, meaning: 'name and version of the server; for a filter those of its profile' },
  { name: 'UNENCODED_URL',            form: 'bytes', source: 'headers',    value: (context) => context.request.receivedTarget, meaning: 'request target as it was received' },
  { name: 'UNMAPPED_REMOTE_USER',     form: 'text',  source: 'user',       value: user('GetRemoteUserName'), meaning: 'as REMOTE_USER' },
  { name: 'URL',                      form: 'text',  source: 'headers',    value: (context) => context.request.variableUrl.path ?? '', meaning: 'path without query, whatever SetUrl did' }
]

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
