// `.http` files, as editors send them: requests between lines of ###, with variables, comments, headers and bodies.

import { bad, leftOut, toRequest, type Header, type SourceItem } from '../request.ts'
import { linesOf, type Line } from './lines.ts'

const REQUEST_LINE = /^(?:([A-Za-z]+)[ \t]+)?(\S(?:.*\S)?)$/

export async function* readHttpFile(file: string, input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  const variables = new Map<string, string>()
  let block: Line[] = []
  for await (const line of linesOf(input)) {
    if (!line.text.startsWith('###')) {
      block.push(line)
      continue
    }
    const item = toItem(file, block, variables)
    if (item !== null) yield item
    block = []
  }
  const item = toItem(file, block, variables)
  if (item !== null) yield item
}

function toItem(file: string, block: readonly Line[], variables: Map<string, string>): SourceItem | null {
  let missing: string | null = null
  const fill = (text: string): string => text.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (all, name: string) => variables.get(name) ?? (missing = all))
  let index = 0
  for (; index < block.length; index++) {
    const text = block[index]?.text.trim() ?? ''
    const [, name, value] = /^@([^\s=]+)\s*=\s*(.*)$/.exec(text) ?? []
    if (name !== undefined && value !== undefined) variables.set(name, fill(value))
    else if (text !== '' && !isComment(text)) break
  }
  const first = block[index]
  if (first === undefined) return null
  const where = `${file}:${first.number}`
  const [, method = 'GET', rest = ''] = REQUEST_LINE.exec(fill(first.text.trim())) ?? []
  let url = rest.replace(/[ \t]+HTTP\/\d(?:\.\d)?$/i, '')
  const headers: Header[] = []
  for (index++; index < block.length; index++) {
    const text = fill(block[index]?.text ?? '')
    if (text.trim() === '') break
    if (isComment(text)) continue
    if (headers.length === 0 && /^\s+[?&]/.test(text)) { url += text.trim(); continue } // a query over several lines
    const colon = text.indexOf(':')
    if (colon <= 0) return bad(`${file}:${block[index]?.number ?? first.number}`, 'There is a line among the headers that is none.')
    headers.push([text.slice(0, colon).trim(), text.slice(colon + 1).trim()])
  }
  const lines = block.slice(index + 1).map(({ text }) => text)
  const script = lines.findIndex((text) => /^(?:> |<> )/.test(text))
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const text = fill((script < 0 ? lines : lines.slice(0, script)).join('\n').replace(/\n*$/, ''))
  const body = bodyOf(text, type)
  if (missing !== null) return bad(where, `${String(missing)} has no value; a line @name = value gives it one.`)
  if (/^<(?:@\w*)? \S/.test(body)) return leftOut(where, 'Its body is in another file.')
  return toRequest({ where, connection: '', method: method.toUpperCase(), url, headers, body: body === '' ? null : Buffer.from(body) })
}

/** As editors send it: parts end their lines with CR LF, a form may stand on several lines. */
function bodyOf(text: string, type: string): string {
  if (/^multipart\//i.test(type) && text !== '') return `${text.replaceAll('\n', '\r\n')}\r\n`
  return /^application\/x-www-form-urlencoded/i.test(type) ? text.replaceAll(/\n(?=&)/g, '') : text
}

function isComment(text: string): boolean { return text.startsWith('#') || text.startsWith('//') }
