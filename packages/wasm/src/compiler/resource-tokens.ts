// The words of a .rc file.

export interface Token {
  readonly kind: 'word' | 'string' | 'directive'
  /** Of a string: what it means. */
  readonly text: string
  /** From 0. */
  readonly line: number
}

const TOKEN = /\/\/[^\n]*|\/\*[^]*?\*\/|(L?"(?:""|\\\r?\n|\\[^\n]|[^"\\\n])*"?)|([\w.]+)|(\n)|[^\s]/gy
const DIRECTIVE = /[ \t]*#(?:[^\n\\]|\\\r?\n|\\)*/y
const ESCAPE = /""|\\(?:\r?\n|x([0-9a-f]{1,4})|([0-7]{1,3})|([^]))/gi
const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\b', b: '\b', f: '\f', v: '\v' }

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let line = 0
  let at = 0
  let isStart = true
  while (at < text.length) {
    DIRECTIVE.lastIndex = at
    const [directive] = isStart ? DIRECTIVE.exec(text) ?? [] : []
    isStart = false
    if (directive !== undefined) {
      tokens.push({ kind: 'directive', text: directive.replaceAll('\r', ''), line })
      at += directive.length
      line += directive.split('\n').length - 1
      continue
    }
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (found === null) {
      at++ // white space
      continue
    }
    const [whole, string, , end] = found
    if (string !== undefined) tokens.push({ kind: 'string', text: meaning(string), line })
    else if (end === undefined && !/^\/[/*]/.test(whole)) tokens.push({ kind: 'word', text: whole, line })
    isStart = end !== undefined
    line += whole.split('\n').length - 1
    at += whole.length
  }
  return tokens
}

/** Quotes are doubled; escapes are those of C, of which unknown ones stand for themselves. */
function meaning(string: string): string {
  const inner = string.replace(/^L?"/i, '').replace(/"$/, '')
  return inner.replaceAll(ESCAPE, (whole: string, hex: string | undefined, octal: string | undefined, letter: string | undefined) => {
    if (whole === '""') return '"'
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
    return letter === undefined ? '' : LETTERS[letter.toLowerCase()] ?? letter
  })
}
