// Where sources call a function: in front of a call there is no type.

import type { Staged } from './stage.ts'

const COMMENTS = /\/\*[^]*?\*\/|\/\/[^\n]*/g
/** Words that may stand in front of a call, unlike types. */
const IN_FRONT = /\b(?:return|else|case|do|throw|new|delete|and|or|not|goto|co_await|co_return|co_yield)$/
/** From the last statement to the name there are words only, as in `static char *`. */
const DECLARATION = /(?:^|[;{}:)]|\*\/)\s*(?:[A-Za-z_]\w*[\s*&]+)+[*&]$/

/** A text of a source without its comments, with the same lines. */
export function withoutComments(text: string): string { return text.replaceAll(COMMENTS, (comment) => comment.replaceAll(/[^\n]/g, ' ')) }

/** @param before the text in front of a name that has a parenthesis behind it */
function isCall(before: string): boolean {
  const front = before.slice(-400).trimEnd().replace(/(?:\b\w+\s*)?(?:::\s*\w+\s*)*::$/, '').trimEnd()
  if (/\w$/.test(front)) return IN_FRONT.test(front)
  return /[^&]&$|\*$/.test(front) ? !DECLARATION.test(front) : !front.endsWith('>') || front.endsWith('->')
}

/** Names that a text calls, at their first place. */
export function callsIn(text: string): Map<string, number> {
  const calls = new Map<string, number>()
  for (const { 1: name = '', index } of text.matchAll(/(?<![\w~])([A-Za-z_]\w*)\s*\(/g)) if (!calls.has(name) && isCall(text.slice(Math.max(0, index - 400), index))) calls.set(name, index)
  return calls
}

export interface Place {
  readonly file: string
  readonly line: number
}

/** The first line of a source of the user that calls a function, or else names it. */
export function whereCalled(name: string, staged: Staged): Place {
  const last = name.replace(/^.*::/, '')
  // A class of the library is there without parentheses; of the two names of a function sources mostly write the macro.
  const word = new RegExp(name.startsWith('std::') ? `\\bstd\\s*::\\s*${last}\\b(?!\\s*::)` : `(?<![\\w~])${last.replace(/[AW]$/, '')}[AW]?(?=\\s*\\()`, 'g')
  return find(word, staged, isCall) ?? find(word, staged) ?? { file: '', line: 0 }
}

/** The first line that has a name: of a variable, or a class. */
export function whereNamed(name: string, staged: Staged): Place | null {
  return find(new RegExp(`(?<![\\w~])${name.replace(/^.*::/, '').replace(/[^\w].*$/, '')}\\b`, 'g'), staged)
}

function find(word: RegExp, staged: Staged, fits: (before: string) => boolean = () => true): Place | null {
  for (const [path, bytes] of staged.tree) {
    if (!path.startsWith('src/')) continue
    const text = withoutComments(Buffer.from(bytes).toString('latin1'))
    for (const { index } of text.matchAll(word)) if (fits(text.slice(Math.max(0, index - 400), index))) return { file: staged.original(path), line: lineAt(text, index) }
  }
  return null
}

export function lineAt(text: string, index: number): number { return text.slice(0, index).split('\n').length }
