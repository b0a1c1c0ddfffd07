// Headers that are not there: which they are, who includes them, what they belong to.

import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { list, type Message } from './messages.ts'
import { shorten, type Staged } from './stage.ts'

/** TABLE: headers of libraries → the library. */
const LIBRARIES: readonly (readonly [RegExp, string])[] = [
  [/^openssl\//, 'OpenSSL'],
  [/^(?:wolfssl|mbedtls|gnutls)\//, 'a TLS library'],
  [/^boost\//, 'Boost'],
  [/^curl\//, 'libcurl'],
  [/^log4(?:cpp|cplus|cxx)\//, 'log4cpp'],
  [/^(?:saml|xmltooling|shib[\w-]*|xsec)\//, 'Shibboleth'],
  [/^xercesc\//, 'Xerces-C++'],
  [/^(?:libxml|libxslt|libexslt)\//, 'libxml2'],
  [/^(?:apr|apu)(?:[-_]?\w+)*\.h$|^(?:httpd|ap_\w+|mod_core|http_(?:core|config|log|main|protocol|request|connection|vhost))\.h$/, 'Apache httpd'],
  [/^asio(?:\/|\.hpp$)/, 'Asio'],
  [/^pcre2?(?:posix|cpp)?\.h$/, 'PCRE'],
  [/^(?:zlib|zconf|bzlib|zstd|lz4)\.h$|^brotli\//, 'a compression library'],
  [/^(?:sqlite3|mysql(?:\/.*)?|libpq-fe|occi|oci)(?:\.h)?$/, 'a database client'],
  [/^(?:hiredis|libmemcached)\//, 'a cache client'],
  [/^(?:nlohmann|rapidjson|json|yajl|jansson)\b/, 'a JSON library'],
  [/^google\/protobuf\//, 'Protocol Buffers'],
  [/^(?:spdlog|fmt|glog)\//, 'a logging library'],
  [/^(?:lua|lualib|lauxlib|luajit)\.h(?:pp)?$/, 'Lua'],
  [/^jni\.h$/, 'Java'],
  [/^(?:Python\.h|pybind11\/)/, 'Python'],
  [/^(?:php|zend)[\w-]*\.h$|^(?:ext|main|Zend|TSRM|SAPI)(?:\/.*)?\.h$/, 'PHP'],
  [/^(?:EXTERN|perl|XSUB)\.h$/, 'Perl'],
  [/^(?:GeoIP|maxminddb)\.h$/, 'a GeoIP library'],
  [/^(?:uv|event2?\/.*|ev)\.h$/, 'an event library'],
  [/^(?:pthread|semaphore)\.h$/, 'POSIX threads'],
  [/^(?:ldap|lber)\.h$/, 'OpenLDAP'],
  [/^(?:krb5|gssapi)(?:\/.*)?(?:\.h)?$/, 'Kerberos'],
  [/^unicode\/|^iconv\.h$/, 'ICU or iconv'],
  [/^(?:cpprest|pplx)\//, 'the C++ REST SDK']
]

interface Including {
  readonly name: string
  readonly path: string
  readonly line: number
}

/** A header that is not there, with those who include it. */
export interface MissingHeader {
  readonly name: string
  readonly library: string | null
  readonly message: Message
}

/** @param dependencies what `-M -MG` gives: all headers that a source wants, those that are not there as they are spelled */
export function missingNames(dependencies: string, unresolved: readonly Including[]): string[] {
  const wanted = new Set(dependencies.replaceAll(/\\\r?\n/g, ' ').split(/(?<!\\)\s+/).map((name) => name.replaceAll('\\ ', ' ')))
  return [...new Set(unresolved.map(({ name }) => name))].filter((name) => wanted.has(name))
}

/** One message for each header. */
export function missingHeaders(names: ReadonlySet<string>, staged: Staged): MissingHeader[] {
  return [...names].map((name) => {
    const [first, ...others] = staged.unresolved.filter((one) => one.name === name)
    const library = LIBRARIES.find(([form]) => form.test(name))?.[1] ?? null
    const near = library === null && first !== undefined ? findNear(name, staged.base) : null
    const remark = library !== null ? ` (${library})`
      : near !== null ? `; there is one in ${near}: -I ${near}`
      : /^(?:afx|atl|wtl)\w*\.h$/i.test(name) ? ', a part of MFC or ATL that is not here'
      : first?.quoted === false && !name.includes('/') ? '; there is no such header of Windows, C or C++ here' : ''
    const also = others.map((one) => `${staged.original(one.path)}:${one.line}`)
    const by = also.length === 0 ? '' : `; also included in ${list(also.length > 3 ? [...also.slice(0, 3), `${also.length - 3} more`] : also)}`
    return { name, library, message: { file: first === undefined ? '' : staged.original(first.path), line: first?.line ?? 0, text: `'${name}' file not found${remark}${by}`, kind: 'error' } }
  })
}

/** What one does about libraries. */
export function librariesRemedy(headers: readonly MissingHeader[]): string | null {
  const names = [...new Set(headers.flatMap(({ library }) => library ?? []))]
  if (names.length === 0) return null
  const [what, whose] = names.length === 1 ? ['is a library that is not here', 'its'] : ['are libraries, none of which is here', 'their']
  const said = list(names)
  return `${said.charAt(0).toUpperCase()}${said.slice(1)} ${what}. Compile ${whose} sources with yours, with -I for ${whose} headers, or take out what needs ${names.length === 1 ? 'it' : 'them'}. A library that wants sockets or threads fails when it is called.`
}

/** How many folders are looked into. */
const FOLDERS = 400
const LEFT_OUT = /^(?:node_modules|\.git|\.svn|\.vs|bin|obj|debug|release|x64)$/i

/** The folder of the project, for -I, in which there is a header of this name; of several nobody knows which is meant. */
function findNear(name: string, base: string): string | null {
  const parts = name.toLowerCase().split('/')
  const found: string[] = []
  const folders = [dirname(base)]
  for (let looked = 0; looked < FOLDERS && folders.length > 0; looked++) {
    const folder = folders.shift() ?? base
    let entries
    try {
      entries = readdirSync(folder, { withFileTypes: true })
    } catch {
      continue // not ours to read
    }
    for (const entry of entries) {
      if (entry.isDirectory()) {
        if (!LEFT_OUT.test(entry.name)) folders.push(join(folder, entry.name))
      } else if (entry.name.toLowerCase() === parts.at(-1)) {
        const path = join(folder, entry.name).split(/[\\/]/)
        if (parts.every((part, index) => path.at(index - parts.length)?.toLowerCase() === part)) found.push(path.slice(0, path.length - parts.length).join('/'))
      }
    }
  }
  return found.length === 1 ? shorten(found[0] ?? '') || '.' : null
}
