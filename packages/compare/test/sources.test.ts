// The readers: what each kind of file says of requests, and what becomes of lines that say nothing.

import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { expandSources, openSource, type SourceFormat, type SourceItem } from '@isapi-bridge/compare'
import { file } from './support/sides.ts'

async function read(name: string, content: string | Uint8Array, format: SourceFormat | null = null): Promise<SourceItem[]> {
  const items: SourceItem[] = []
  for await (const item of (await openSource(file(name, content), format, name)).items()) items.push(item)
  return items
}

/** A line an item: the request, or why there is none. */
function show(item: SourceItem): string {
  if ('leftOut' in item) return `${item.leftOut.kind} ${item.leftOut.where}: ${item.leftOut.why}`
  const { where, method, target, headers, body } = item.request
  return [`${where}: ${method} ${target}`, ...headers.map(([header, value]) => `${header}: ${value}`), ...body === null ? [] : [`<${body.toString()}>`]].join(' | ')
}

const FIELDS = '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) cs-host sc-status'
const LINE = '2026-01-31 10:00:00 GET'

it.each<[string, string, string]>([
  ['a plain line', `${LINE} /a - 10.0.0.1 Mozilla/5.0+(X) www.example.com 200`, 'x.log:2: GET /a | User-Agent: Mozilla/5.0 (X) | Host: www.example.com'],
  ['a query', `${LINE} /a b=1&c=d+e%20f 10.0.0.1 - - 200`, 'x.log:2: GET /a?b=1&c=d+e%20f'],
  ['a blank in the path', `${LINE} /my+page.html - 10.0.0.1 - - 200`, 'x.log:2: GET /my%20page.html'],
  ['letters of Europe in the path', `${LINE} /grün - 10.0.0.1 - - 200`, 'x.log:2: GET /gr%C3%BCn'],
  ['a percent sign that encodes nothing', `${LINE} /100% - 10.0.0.1 - - 200`, 'x.log:2: GET /100%25'],
  ['one that does', `${LINE} /%E4%B8%AD - 10.0.0.1 - - 200`, 'x.log:2: GET /%E4%B8%AD'],
  ['a question mark in the decoded path', `${LINE} /a?b - 10.0.0.1 - - 200`, 'x.log:2: GET /a%3Fb'],
  ['what ASP appended', `${LINE} /a.asp id=1|44|800a000d|Type_mismatch 10.0.0.1 - - 500`, 'x.log:2: GET /a.asp?id=1'],
  ['a query of an application that looks like it', `${LINE} /a q=1|2|3 10.0.0.1 - - 200`, 'x.log:2: GET /a?q=1|2|3'],
  ['what Request Routing appended', `${LINE} /a X-ARR-CACHE-HIT=0&X-ARR-LOG-ID=2ec4b8ad-3cf0-4442-93ab-837317ece6a1&SERVER-STATUS=200 10.0.0.1 - - 200`, 'x.log:2: GET /a'],
  ['what it appended to a query', `${LINE} /a b=1&SERVER-ROUTED=10.0.0.2&X-ARR-LOG-ID=2ec4b8ad 10.0.0.1 - - 200`, 'x.log:2: GET /a?b=1'],
  ['a number sign in the query', `${LINE} /a b=#c 10.0.0.1 - - 200`, 'x.log:2: GET /a?b=%23c'],
  ['a robot that gives its address', `${LINE} /a - 10.0.0.1 bot/1.0+(+http://bot.example/;++https://x) - 200`, 'x.log:2: GET /a | User-Agent: bot/1.0 (+http://bot.example/; +https://x)'],
  ['a plus sign in a cookie', '#Fields: cs-method cs-uri-stem cs(Cookie)\nGET /a a=b+c/d=;+e=f', 'x.log:3: GET /a | Cookie: a=b+c/d=; e=f'],
  ['the URL in one field, as HTTP.sys has it', '#Software: Microsoft HTTP API 2.0\n#Fields: date time c-ip cs-version cs-method cs-uri sc-status s-reason\n2026-01-31 10:00:00 10.0.0.1 HTTP/1.1 GET /a?b=c - Timer_ConnectionIdle', 'x.log:4: GET /a?b=c'],
  ['no field for the URL', '#Fields: date time cs-method\n2026-01-31 10:00:00 GET', 'left out x.log:3: Its #Fields line has neither cs-uri-stem nor cs-uri, so that nobody knows the URLs.'],
  ['the quotes of Advanced Logging', '#Software: IIS Advanced Logging Module\n#Fields:  date time cs-uri-stem cs(Host) X-Forwarded-For\n2026-01-31 10:00:00.123 /a+b "www.a.example" "192.0.2.1:6248"', 'x.log:4: GET /a+b | Host: www.a.example | X-Forwarded-For: 192.0.2.1:6248'],
  ['its tabs', '#Software: IIS Advanced Logging Module\n#Fields:  cs-method cs-uri-stem cs(User-Agent) cs(Host)\nGET\t/a\t"Agent (of C++)"\t"www.a.example"', 'x.log:4: GET /a | User-Agent: Agent (of C++) | Host: www.a.example'],
  ['quotes as IIS writes them', `${LINE} /a - 10.0.0.1 "Agent+of+somebody" - 200`, 'x.log:2: GET /a | User-Agent: "Agent of somebody"'],
  ['quotes as the draft has them', `${LINE} /a - 10.0.0.1 "Agent ""of"" somebody" - 200`, 'x.log:2: GET /a | User-Agent: Agent "of" somebody'],
  ['tabs', `${LINE} /a - 10.0.0.1 - - 200`.replaceAll(' ', '\t'), 'x.log:2: GET /a'],
  ['tabs around an empty field', '2026-01-31\t10:00:00\tGET\t/a\t\t10.0.0.1\tAgent of\t\t200', 'x.log:2: GET /a | User-Agent: Agent of'],
  ['a blank at the end', `${LINE} /a - 10.0.0.1 - - 200 `, 'x.log:2: GET /a'],
  ['HEAD', `${LINE.replace('GET', 'HEAD')} /a - 10.0.0.1 - - 200`, 'x.log:2: HEAD /a'],
  ['POST', `${LINE.replace('GET', 'POST')} /a - 10.0.0.1 - - 200`, 'left out x.log:2: A log has no body of a POST.'],
  ['a request that HTTP.sys refused', `${LINE.replace('GET', '-')} - - 10.0.0.1 - - 400`, 'left out x.log:2: The log has no method or no URL: HTTP.sys refused it.'],
  ['a line that was cut', `${LINE} /a - 10.0`, 'unreadable x.log:2: The line does not have the 9 fields of the #Fields line.'],
  ['a method that is none', `${LINE.replace('GET', 'G(T')} /a - 10.0.0.1 - - 400`, 'left out x.log:2: A log has no body of a G(T.'],
  ['a plus sign in the query of a Referer, which has no blanks', `#\n#Fields: cs-method cs-uri-stem cs(Referer)\nGET /a http://x/?q=a+b`, 'x.log:4: GET /a | Referer: http://x/?q=a+b'],
  ['a custom field for the address behind a proxy', `#Fields: cs-method cs-uri-stem sc-substatus X-Forwarded-For\nGET /a 0 192.0.2.1,+10.0.0.1`, 'x.log:3: GET /a | X-Forwarded-For: 192.0.2.1, 10.0.0.1'],
  ['zeros that HTTP.sys has not written over yet', `${LINE} /a - 10.0.0.1 - - 200\r\n${'\0'.repeat(100)}`, 'x.log:2: GET /a'],
  ['the fields of IIS 6', '#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\n2006-01-31 10:00:00 W3SVC1 WEB1 10.0.0.9 GET /a.asp x=1 80 CORP\\joe 10.0.0.1 HTTP/1.1 Mozilla/4.0+(compatible;+MSIE+6.0) a=b;+c=d - www.a.example 200 0 0 1 2 3', 'x.log:3: GET /a.asp?x=1 | User-Agent: Mozilla/4.0 (compatible; MSIE 6.0) | Cookie: a=b; c=d | Host: www.a.example'],
  ['no path', `${LINE} a - 10.0.0.1 - - 400`, 'unreadable x.log:2: "a" is neither a path nor an http URL.']
])('a W3C log with %s', async (_, line, expected) => {
  expect((await read('x.log', `${FIELDS}\r\n${line}\r\n`)).map(show)).toEqual([expected])
})

it('a W3C log may change its fields in the middle', async () => {
  const text = ['#Software: IIS', FIELDS, `${LINE} /a - 10.0.0.1 - - 200`, '#Date: 2026-02-01 00:00:00', '#Fields: time c-ip cs-method cs-uri-stem cs(X-A)', '10:00:00 10.0.0.2 GET /b one+two', ''].join('\n')
  const items = await read('x.log', text)
  expect(items.map(show)).toEqual(['x.log:3: GET /a', 'x.log:6: GET /b | X-A: one two'])
  expect(items.map((item) => ('request' in item ? [item.request.connection, new Date(item.request.time ?? 0).toISOString()] : []))).toEqual([['10.0.0.1 ', '2026-01-31T10:00:00.000Z'], ['10.0.0.2 ', '2026-02-01T10:00:00.000Z']])
})

it('a log without #Fields is refused, with file and line', async () => {
  await expect(read('access.log', '10.0.0.1 - - [x] "GET / HTTP/1.1" 200 1\n', 'w3c')).rejects.toThrow(/^access\.log:1 comes before any #Fields line/)
})

it.each([
  ['IIS', '192.0.2.1, -, 01/31/26, 7:55:20, W3SVC2, WEB1, 10.0.0.9, 4502, 163, 3223, 200, 0, GET, /a.gif, -,\n', /^x is a log in the format IIS, which is not read\. Let the site log in the format W3C/],
  ['NCSA', '192.0.2.1 - CORP\\joe [31/Jan/2026:17:39:04 -0800] "GET /a HTTP/1.0" 200 3401\n', /^x is a log in the format NCSA, which is not read/],
  ['Postman', '{\n\t"info": {\n\t\t"_postman_id": "1", "name": "a"', /^x is a collection of Postman, which is not read/],
  ['zip', 'PK\x03\x04\x14\0', /^x is a zip file, which is not read\. Give the files that are in it/],
  ['bytes', 'MZ\x90\0\x03', /^x is no text\./]
])('what is given by mistake is named: %s', async (_, text, message) => {
  await expect(read('x', Buffer.from(text, 'latin1'))).rejects.toThrow(message)
})

it('lines of a log that was cut out are known for what they are', async () => {
  await expect(read('x.log', '2026-01-31 10:00:00 10.0.0.9 GET / - 80 - 10.0.0.1 - 200 0 0 1\n')).rejects.toThrow(/^x\.log:1 comes before any #Fields line/)
})

it('a folder of logs, or a pattern, are its files by name', () => {
  const folder = dirname(file('u_ex260131.log', ''))
  for (const name of ['u_ex260201.log', 'u_ex260130.log.gz', 'readme.txt']) writeFileSync(join(folder, name), '')
  const bare = (names: readonly string[]): string[] => names.map((name) => basename(name))
  expect(bare(expandSources([folder]))).toEqual(['u_ex260130.log.gz', 'u_ex260131.log', 'u_ex260201.log'])
  expect(bare(expandSources([join(folder, 'u_ex2601*.log*')]))).toEqual(['u_ex260130.log.gz', 'u_ex260131.log'])
  expect(bare(expandSources([join(folder, 'U_EX26?201.log')]))).toEqual(['u_ex260201.log'])
  expect(expandSources(['no/such.log'])).toEqual(['no/such.log'])
  expect(() => expandSources([join(folder, '*.har')])).toThrow(/\*\.har has no recording, HAR file, log or \.http file/)
})

const har = (...entries: readonly unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } }, null, 1)
const entry = (request: object, more: object = {}): object => ({ request: { method: 'GET', url: 'http://a.example/', headers: [], ...request }, response: {}, ...more })

it.each<[string, object, string | RegExp]>([
  ['a URL', entry({ url: 'https://a.example:8443/x?y=1#z' }), /: GET \/x\?y=1 \| Host: a\.example:8443$/],
  ['headers of HTTP/2', entry({ headers: [{ name: ':path', value: '/x' }, { name: 'accept', value: '*/*' }, { name: 'host', value: 'b.example' }] }), /GET \/ \| accept: \*\/\* \| host: b\.example$/],
  ['headers of one connection', entry({ headers: [{ name: 'Connection', value: 'keep-alive' }, { name: 'Content-Length', value: '0' }, { name: 'TE', value: 'x' }] }), /GET \/ \| Host: a\.example$/],
  ['a body', entry({ method: 'post', postData: { mimeType: 'text/plain', text: 'grün' } }), /POST \/ \| Host: a\.example \| <grün>$/],
  ['a body in base64', entry({ method: 'PUT', postData: { text: 'AGE=', encoding: 'base64' } }), /<\0a>$/],
  ['a form', entry({ method: 'POST', postData: { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a b', value: 'c&d' }] } }), /<a\+b=c%26d>$/],
  ['a file that was sent', entry({ method: 'POST', postData: { mimeType: 'multipart/form-data', params: [{ name: 'f', fileName: 'x' }] } }), /^left out .* The file does not have the body of this POST\.$/],
  ['a body that is not there', entry({ method: 'POST', bodySize: 12 }), /^left out .* does not have the body/],
  ['default ports', entry({ url: 'http://a.example:80/x' }), /: GET \/x \| Host: a\.example:80$/],
  ['cookies only in their list', entry({ cookies: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }] }), /\| Cookie: a=1; b=2$/],
  ['cookies in both places', entry({ headers: [{ name: 'cookie', value: 'a=1' }], cookies: [{ name: 'a', value: '1' }] }), /Host: a\.example \| cookie: a=1$|cookie: a=1$/],
  ['a body that was announced and is not there', entry({ method: 'POST', bodySize: -1, headers: [{ name: 'Content-Length', value: '9' }], postData: { mimeType: 'image/png', text: '' } }), /^left out .* does not have the body/],
  ['a WebSocket', entry({ url: 'wss://a.example/' }), /^left out .* Its URL is not one of http\.$/],
  ['messages of a WebSocket', entry({}, { _webSocketMessages: [{ type: 'send' }] }), /^left out .* It asks for a WebSocket\.$/],
  ['an empty list of messages, which some programs give every entry', entry({}, { _webSocketMessages: [] }), /GET \/ \| Host: a\.example$/],
  ['a header for each cookie, as HTTP/2 may', entry({ headers: [{ name: 'cookie', value: 'a=1' }, { name: 'accept', value: '*/*' }, { name: 'cookie', value: 'b=2' }] }), /Host: a\.example \| accept: \*\/\* \| Cookie: a=1; b=2$/],
  ['something that a browser blocked', entry({}, { response: { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' } }), /^left out .* The browser did not send it/],
  ['an answer that never came', entry({}, { response: { status: 0, _error: 'net::ERR_ABORTED' } }), /GET \/ \| Host: a\.example$/],
  ['blob:', entry({ url: 'blob:http://a.example/1' }), /^left out .* Its URL is not one of http\.$/],
  ['a GET with a body of nothing, as Firefox and Fiddler write it', entry({ bodySize: 0, postData: { mimeType: '', params: [], text: '' } }), /GET \/ \| Host: a\.example$/],
  ['a body with a header of its length only', entry({ method: 'POST', headers: [{ name: 'content-length', value: '3' }] }), /^left out .* does not have the body/],
  ['a form whose file the browser left out', entry({ method: 'POST', headers: [{ name: 'content-length', value: '30' }], postData: { mimeType: 'multipart/form-data; boundary=x', text: '--x\r\n\r\n--x--\r\n' } }), /^left out .* does not have the body/],
  ['bytes that were a text of one byte each', entry({ method: 'POST', headers: [{ name: 'content-length', value: '2' }], postData: { mimeType: '', text: '\xFFa' } }), /<\uFFFDa>$/],
  ['bytes that are no text', entry({ method: 'POST', postData: { mimeType: '', text: '\uFFFDa' } }), /^left out .* does not have the body/],
  ['a body that is no longer as long, because the recorder took something out', entry({ method: 'POST', headers: [{ name: 'content-length', value: '12' }], postData: { mimeType: '', text: 'password=[redacted]' } }), /<password=\[redacted\]>$/],
  ['an upgrade', entry({ headers: [{ name: 'Upgrade', value: 'websocket' }] }), /^left out .* It asks for a WebSocket\.$/],
  ['data:', entry({ url: 'data:text/plain,x' }), /^left out .* Its URL is not one of http\.$/],
  ['no request', { response: {} }, /^unreadable .* The entry has no request\.$/],
  ['an entry that is a number', 7 as unknown as object, /^unreadable .* The entry has no request\.$/],
  ['a line break in the URL', entry({ url: 'http://a.example/x\r\nX-Evil: 1' }), /^unreadable .* has a control character\.$/],
  ['a line break in a header', entry({ headers: [{ name: 'X-A', value: 'b\r\nX-Evil: 1' }] }), /^unreadable .* The header X-A has a control character\.$/],
  ['a colon in the name of a header', entry({ headers: [{ name: 'X A', value: 'b' }] }), /^unreadable .* "X A" is no name of a header\.$/],
  ['letters beyond Latin-1 in a header', entry({ headers: [{ name: 'X-A', value: '中' }] }), /X-A: \xE4\xB8\xAD$/]
])('a HAR file with %s', async (_, one, expected) => {
  expect(show((await read('s.har', har(one)))[0] ?? { leftOut: { kind: 'left out', where: '', why: 'nothing' } })).toMatch(expected)
})

it('a HAR file: entries of other hosts are left out, and places are lines', async () => {
  const items = await read('s.har', har(entry({ url: 'http://a.example/1' }), entry({ url: 'http://cdn.example/2' }), entry({ url: 'http://A.example/3' })))
  expect(items.map((item) => ('request' in item ? item.request.target : item.leftOut.why))).toEqual(['/1', 'It went to another host (cdn.example).', '/3'])
  expect(items.map((item) => ('request' in item ? item.request.where : ''))[0]).toMatch(/^s\.har:\d+ \(entry 1\)$/)
})

it('a HAR file: who is sent on to www stays there', async () => {
  const moved = entry({ url: 'http://a.example/' }, { response: { status: 301, redirectURL: 'https://www.a.example/' } })
  const items = await read('s.har', har(moved, entry({ url: 'https://www.a.example/' }), entry({ url: 'https://a.example/x' })))
  expect(items.map((item) => ('request' in item ? item.request.headers[0]?.[1] : item.leftOut.why))).toEqual(['a.example', 'www.a.example', 'It went to another host (a.example).'])
  const login = entry({ url: 'http://a.example/' }, { response: { status: 302, redirectURL: 'https://login.example/' } })
  expect((await read('s.har', har(login, entry({ url: 'https://login.example/' }), entry({ url: 'http://a.example/2' })))).map(show)).toEqual([expect.stringContaining('GET / |'), expect.stringContaining('another host (login.example)'), expect.stringContaining('GET /2')])
})

it.each([
  ['that ends in the middle', har(entry({})).slice(0, -20), /^s\.har:\d+ is not the JSON of a HAR file/],
  ['that is no JSON', '{"log": {"entries": [\n\n{]}}', /^s\.har:3 is not the JSON of a HAR file/],
  ['without entries', '{"log": {}}', /^s\.har has no entry in log\.entries/],
  ['that is empty', '', /^s\.har:1 is not the JSON of a HAR file: it ends in the middle/]
])('a HAR file %s is refused', async (_, text, message) => {
  await expect(read('s.har', text)).rejects.toThrow(message)
})

const HTTP = `@host = a.example
# a comment
GET http://{{host}}/one
  ?a=1
  &b=2
Accept: text/plain
// another

### second
# @name login
POST /two HTTP/1.1
Host: {{ host }}
Content-Type: text/plain

line one
line two


> {% client.test() %}
###

### nothing
GET /{{missing}}
###
PUT /three

< ./body.bin
###
GET /four
no header
`

it('an .http file', async () => {
  expect((await read('r.http', HTTP)).map(show)).toEqual([
    'r.http:3: GET /one?a=1&b=2 | Host: a.example | Accept: text/plain',
    'r.http:11: POST /two | Host: a.example | Content-Type: text/plain | <line one\nline two>',
    'unreadable r.http:23: {{missing}} has no value; a line @name = value gives it one.',
    'left out r.http:25: Its body is in another file.',
    'unreadable r.http:30: There is a line among the headers that is none.'
  ])
})

it('an .http file: a form on several lines, and parts', async () => {
  const text = 'POST /form\nContent-Type: application/x-www-form-urlencoded\n\na=1\n&b=2\n###\nPOST /parts\nContent-Type: multipart/form-data; boundary=x\n\n--x\nContent-Disposition: form-data; name="a"\n\n1\n--x--\n'
  const items = await read('r.http', text)
  expect(items.map((item) => ('request' in item ? item.request.body?.toString() : ''))).toEqual(['a=1&b=2', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'])
})

it('a list of URLs with comments and versions', async () => {
  expect((await read('urls.txt', '/a   # the start page\nGET /b HTTP/1.1\n/c#part\n')).map(show)).toEqual(['urls.txt:1: GET /a', 'urls.txt:2: GET /b', 'urls.txt:3: GET /c'])
})

it('a list of URLs, also with gzip and in UTF-16', async () => {
  const text = '\uFEFF# list\n/a\nHEAD /b\nhttp://c.example/d e\nnonsense\n'
  const expected = ['urls.txt:2: GET /a', 'urls.txt:3: HEAD /b', 'urls.txt:4: GET /d%20e | Host: c.example', 'unreadable urls.txt:5: "nonsense" is neither a path nor an http URL.']
  expect((await read('urls.txt', text)).map(show)).toEqual(expected)
  expect((await read('urls.txt', gzipSync(text))).map(show)).toEqual(expected)
  expect((await read('urls.txt', Buffer.from(text, 'utf16le'))).map(show)).toEqual(expected)
})

const RECORD = {
  type: 'request', version: 1, id: 1, connection: 7, order: 1, activityId: '', startedAt: '2026-01-31T10:00:00.000Z', ms: 1, aborted: false, method: 'GET', url: '/a', httpVersion: '1.1', secure: false,
  headers: [['Host', 'a'], ['Cookie', '[redacted]'], ['Connection', 'close']], body: null, status: 200, subStatus: 0, reason: 'OK', responseHeaders: [], user: '', authType: '', bytesSent: 0, bytesReceived: 0,
  client: null, server: null, site: { id: 1, name: '' }, physicalPath: '', failure: null, events: [], serverEvents: [], children: [], dropped: 0
}

it('a recording: what was taken out is not sent, what is damaged is named', async () => {
  const lines = [RECORD, { ...RECORD, method: 'POST', headers: [], body: { base64: 'YQ==', length: 1, cut: false } }, { ...RECORD, method: 'POST', headers: [['Content-Length', '5']] }, { ...RECORD, version: 99 }]
  const items = await read('r.ndjson', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"cut`)
  expect(items.map(show)).toEqual([
    'r.ndjson:1: GET /a | Host: a | Connection: close', 'r.ndjson:2: POST /a | <a>', 'left out r.ndjson:3: It was recorded without its whole body.',
    expect.stringMatching(/^unreadable r\.ndjson:4: The line cannot be used: /), expect.stringMatching(/^unreadable r\.ndjson:5: The line cannot be used: /)
  ])
  expect(items[0]).toMatchObject({ request: { connection: '7', redacted: ['Cookie'] } })
  const body = { base64: Buffer.from('password=[redacted]').toString('base64'), length: 12, cut: false }
  const [without] = await read('r.ndjson', `${JSON.stringify({ ...RECORD, method: 'POST', url: '/a?token=[redacted]', headers: [['Content-Length', '12']], body })}\n`)
  expect(without).toMatchObject({ request: { redacted: ['a value of the URL', 'a value of the body'] } })
})

it.each([['x.log', FIELDS, 'w3c'], ['x', '{"log": {"entries": []}}', 'har'], ['x.jsonl', '{}', 'recording'], ['x.http', 'GET /', 'http'], ['x', 'GET / HTTP/1.1\nHost: a\n', 'http'], ['x', '/a', 'urls'], ['x.har.gz', gzipSync('{}'), 'har']])('%s that begins with %s is %s', async (name, content, format) => {
  expect((await openSource(file(name, content), null, name)).format).toBe(format)
})

it('a file that is not there, or a folder', async () => {
  await expect(openSource('/nowhere/at/all')).rejects.toThrow(/^\/nowhere\/at\/all cannot be read/)
  await expect(openSource(import.meta.dirname)).rejects.toThrow(/is a folder/)
})
