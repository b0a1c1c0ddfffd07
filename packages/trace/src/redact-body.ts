// Credentials in bodies of JSON and of forms in parts. Bodies are bytes, one in each character; they may be cut anywhere, and then more is taken out, never less.

import { REDACTED } from './record.ts'

/** Whether the value of this name is taken out; in lower case. */
type IsKnown = (name: string) => boolean

/**
 * Members whose names are known, with all that lies in them. Every quotation mark may begin a name, and nesting is counted only where a value goes: so the text may be
 * one document, many, the beginning of one, or a piece of one.
 */
export function redactJson(text: string, isKnown: IsKnown): string {
  let made = ''
  let from = 0
  for (let quote = text.indexOf('"'); quote >= 0;) {
    const end = endOfString(text, quote)
    const value = valueBehind(text, end)
    const stop = value >= 0 && isKnown(nameIn(text.slice(quote + 1, end - 1))) ? endOfValue(text, value) : value
    if (stop <= value) {
      quote = text.indexOf('"', Math.max(quote + 1, end - 1))
      continue
    }
    made += `${text.slice(from, value)}"${REDACTED}"`
    from = stop
    quote = text.indexOf('"', stop)
  }
  return from === 0 ? text : made + text.slice(from)
}

/** Behind the closing mark, or the end of the text. */
function endOfString(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++ // a backslash
    else if (code === 34) return at + 1
  }
  return text.length
}

/** Where the value of a name begins that ends here; -1: it is no name. */
function valueBehind(text: string, end: number): number {
  const colon = afterSpace(text, end)
  return text.charCodeAt(colon) === 58 ? afterSpace(text, colon + 1) : -1
}

function afterSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = endOfString(text, at) - 1
      if (depth === 0) return at + 1
    } else if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      if (depth === 0) return at
      if (--depth === 0) return at + 1
    } else if (depth === 0 && (code === 44 || isSpace(code))) return at
  }
  return text.length
}

function isSpace(code: number): boolean { return code === 32 || (code >= 9 && code <= 13) }

/** A name as it is meant: UTF-8, and what is escaped. */
function nameIn(raw: string): string {
  const name = Buffer.from(raw, 'latin1').toString()
  return (name.includes('\\') ? name.replaceAll(/\\u([\dA-Fa-f]{4})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : name).toLowerCase()
}

/**
 * Parts of a form: those whose names are known, others by their own kind.
 * @param part the content of one, by its Content-Type
 */
export function redactParts(text: string, contentType: string, isKnown: IsKnown, part: (content: string, type: string) => string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) return text
  const mark = `--${boundary}`
  const lines = text.split(mark)
  return lines.map((piece, index) => {
    const [head = ''] = /^[^\S\n]*\n[\s\S]*?\n\r?\n/.exec(piece) ?? []
    if (index === 0 || head === '') return piece
    const end = index === lines.length - 1 ? '' : /\r?\n$/.exec(piece)?.[0] ?? ''
    const content = piece.slice(head.length, piece.length - end.length)
    const [, inQuotes, plain] = /;\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(head) ?? []
    if (content === '') return piece
    return head + (isKnown(nameIn(inQuotes ?? plain ?? '')) ? REDACTED : part(content, /^content-type:[^\S\n]*(\S.*)$/im.exec(head)?.[1] ?? '')) + end
  }).join(mark)
}
