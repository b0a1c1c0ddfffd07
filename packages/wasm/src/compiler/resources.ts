// The .rc files of a project as one source in C: tables of strings and the version. What else they have is windows and pictures.

import { Buffer } from 'node:buffer'
import { dirname, join } from 'node:path/posix'
import type { Tree } from './stage.ts'
import { tokensOf, type Token } from './resource-tokens.ts'

/** The source that is made; it lies where no source of a user can. */
export const RESOURCES = 'isapi/_resources.c'

/** The places of the source that lines of a .rc file go to; directives go to all of them, so that conditions hold. */
type Part = 'head' | 'strings' | 'version' | 'texts' | 'translations'
interface Piece {
  readonly line: number
  /** null: a directive */
  readonly part: Part | null
  readonly text: string
}
interface Document {
  readonly path: string
  readonly pieces: readonly Piece[]
}

/** TABLE: statement of VERSIONINFO → member of struct isapi_version. */
const STATEMENTS: Readonly<Record<string, (value: string) => string>> = {
  FILEVERSION: (value) => `.file = { ${value} },`,
  PRODUCTVERSION: (value) => `.product = { ${value} },`,
  FILEFLAGSMASK: (value) => `.mask = ${value},`,
  FILEFLAGS: (value) => `.flags = ${value},`,
  FILEOS: (value) => `.os = ${value},`,
  FILETYPE: (value) => `.type = ${value},`,
  FILESUBTYPE: (value) => `.subtype = ${value},`
}
/** TABLE: code pages that are not called windows- and their number. */
const CODE_PAGES: Readonly<Record<string, string>> = { 932: 'shift_jis', 936: 'gbk', 949: 'euc-kr', 950: 'big5', 1200: 'utf-8', 65_001: 'utf-8' }
/** MFC's own resources: dialogs of its own. */
const OF_MFC = /afxres\.rc$|afxprint\.rc$/i

/**
 * Makes the source of all .rc files, with what they include of other ones, and puts it into the tree.
 * @param files paths in the tree
 * @returns whether there is one
 */
export function addResources(tree: Tree, files: readonly string[]): boolean {
  const documents = files.flatMap((file) => documentsOf(tree, file, new Set()))
  if (documents.length === 0) return false
  const part = (which: Part): string => documents.map(({ path, pieces }) => `#line 1 "${path}"\n${placed(pieces.filter((piece) => piece.part === which || (piece.part === null && (which === 'head' || !/^\s*#\s*include/.test(piece.text)))))}\n`).join('')
  const hasVersion = documents.some(({ pieces }) => pieces.some((piece) => piece.part === 'version'))
  tree.set(RESOURCES, Buffer.from([
    '#define RC_INVOKED 1\n', part('head'), '#include <windows.h>\n#include <winver.h>\n#include <_isapi_resources.h>\n',
    'static const struct isapi_string all_strings[] = {\n', part('strings'), '{ 0, 0, 0 } };\nconst struct isapi_string *isapi_strings(void) { return all_strings; }\n',
    ...(hasVersion ? [
      'static const struct isapi_version_text all_texts[] = {\n', part('texts'), '{ 0, 0, 0 } };\nstatic const unsigned short all_translations[] = {\n', part('translations'),
      '0 };\nstatic const struct isapi_version the_version = { .texts = all_texts, .translations = all_translations, .count = sizeof all_translations / 4,\n', part('version'),
      '};\nconst struct isapi_version *isapi_version(void) { return &the_version; }\n'
    ] : [])
  ].join(''), 'utf8'))
  return true
}

/** Pieces on the lines that they come from. */
function placed(pieces: readonly Piece[]): string {
  const lines: string[] = []
  for (const { line, text } of pieces) {
    while (lines.length <= line) lines.push('')
    lines[line] = `${lines[line] ?? ''}${lines[line] === '' ? '' : ' '}${text}`
    for (let more = text.split('\n').length; more > 1; more--) lines.push('\\') // of a macro that goes on: taken up by the text itself
  }
  return lines.filter((line) => line !== '\\').join('\n')
}

function documentsOf(tree: Tree, path: string, seen: Set<string>): Document[] {
  const bytes = tree.get(path)
  if (bytes === undefined || seen.has(path)) return []
  seen.add(path)
  const included: Document[] = []
  const pieces = piecesOf(tokensOf(decoded(bytes))).filter((piece) => {
    const [, name] = piece.part === null ? /^\s*#\s*include\s*"([^"]+)"/.exec(piece.text) ?? [] : []
    if (name === undefined || !/\.rc2?$/i.test(name)) return true
    if (!OF_MFC.test(name)) included.push(...documentsOf(tree, join(dirname(path), name), seen))
    return false
  }).map((piece) => (piece.part === null ? { ...piece, text: fromHere(tree, path, piece.text) } : piece))
  return [...included, { path, pieces }]
}

/** Headers beside the .rc file. */
function fromHere(tree: Tree, path: string, directive: string): string {
  return directive.replace(/^(\s*#\s*include\s*)"([^"]+)"/, (line, start: string, name: string) => {
    const file = join(dirname(path), name)
    return tree.has(file) ? `${start}"${file}"` : line // by its name from the root, as -I has it
  })
}

function decoded(bytes: Uint8Array): string {
  const [, page] = /^\s*#\s*pragma\s+code_page\s*\(\s*(\d+)\s*\)/m.exec(Buffer.from(bytes).toString('latin1')) ?? []
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) // UTF-16 has become UTF-8
  } catch {
    try {
      return new TextDecoder(CODE_PAGES[page ?? ''] ?? `windows-${page ?? '1252'}`).decode(bytes)
    } catch {
      return new TextDecoder('windows-1252').decode(bytes)
    }
  }
}

function piecesOf(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let rank = 1
  const peek = (): Token | undefined => {
    for (let token = tokens[at]; token?.kind === 'directive'; token = tokens[at]) {
      if (!/^\s*#\s*pragma/.test(token.text)) pieces.push({ line: token.line, part: null, text: token.text })
      at++
    }
    return tokens[at]
  }
  const next = (): Token | undefined => {
    const token = peek()
    if (token !== undefined) at++
    return token
  }
  const isWord = (token: Token | undefined, ...words: readonly string[]): boolean => token?.kind === 'word' && words.includes(token.text.toUpperCase())
  /** What stands on the line of a token, and goes on behind a comma. */
  const rest = (line: number): string => {
    let text = ''
    for (let token = peek(); token !== undefined && token.kind !== 'string' && (token.line === line || text.endsWith(',')); token = peek()) text += next()?.text ?? ''
    return text
  }
  const language = (line: number): number => {
    const [primary = ''] = rest(line).split(',')
    return /^(?:LANG_ENGLISH|9|0x0*9)$/i.test(primary) ? 0 : /^(?:LANG_NEUTRAL|0|0x0+)$/i.test(primary) ? 1 : 2
  }
  const texts = (): string => {
    let text = ''
    while (peek()?.kind === 'string') text += next()?.text ?? ''
    return text
  }
  const table = (outer: number): void => {
    let own = outer
    for (let token = next(); token !== undefined && !isWord(token, 'BEGIN', '{'); token = next()) if (isWord(token, 'LANGUAGE')) own = language(token.line)
    for (let token = peek(); token !== undefined && !isWord(token, 'END', '}'); token = peek()) {
      const { line } = token
      let id = ''
      for (; token !== undefined && token.kind !== 'string' && !isWord(token, 'END', '}') && !id.endsWith(','); token = peek()) id += next()?.text ?? ''
      const value = peek()?.kind === 'string' ? wide(texts()) : id.endsWith(',') ? `L"" ${next()?.text ?? ''}` : null
      if (value !== null && id !== '') pieces.push({ line, part: 'strings', text: `{ ${id.replace(/,$/, '')}, ${own}, ${value} },` })
    }
    next()
  }
  const version = (): void => {
    const blocks: string[] = []
    let block = ''
    let depth = 0
    for (let token = next(); token !== undefined; token = next()) {
      const statement = token.kind === 'word' ? STATEMENTS[token.text.toUpperCase()] : undefined
      if (statement !== undefined) pieces.push({ line: token.line, part: 'version', text: statement(rest(token.line)) })
      else if (isWord(token, 'BLOCK')) block = texts()
      else if (isWord(token, 'BEGIN', '{')) blocks[depth++] = block
      else if (isWord(token, 'END', '}')) {
        if (--depth <= 0) return
      } else if (isWord(token, 'VALUE')) {
        const name = texts()
        if (/^translation$/i.test(name)) {
          if (peek()?.text === ',') next()
          pieces.push({ line: token.line, part: 'translations', text: `${rest(token.line)},` })
        } else {
          if (peek()?.text === ',') next()
          const value = peek()?.kind === 'string' ? wide(texts().replace(/\0+$/, '')) : `L"" ${rest(token.line)}`
          const more = peek()?.kind === 'string' && peek()?.line === token.line ? wide(texts()) : ''
          pieces.push({ line: token.line, part: 'texts', text: `{ ${wide(blocks[depth - 1] ?? '')}, ${wide(name)}, ${value} ${more} },` })
        }
      }
    }
  }

  for (let token = next(); token !== undefined; token = next()) {
    if (isWord(token, 'LANGUAGE')) rank = language(token.line)
    else if (isWord(token, 'STRINGTABLE')) table(rank)
    else if (isWord(token, 'VERSIONINFO')) version()
  }
  return pieces
}

/** A literal of C. */
function wide(text: string): string {
  const letters = [...text].map((letter) => {
    const code = letter.codePointAt(0) ?? 0
    if (code >= 0x20 && code < 0x7F && letter !== '"' && letter !== '\\' && letter !== '?') return letter
    return code < 0xA0 ? `\\${code.toString(8).padStart(3, '0')}` : code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
  })
  return `L"${letters.join('')}"`
}
