// Visual C++ takes __FUNCTION__ for a literal, which joins the ones beside it; clang does so from 18 on, and knows no class in front of it.

/** Comments and literals, lines of the preprocessor with their continuations, names with their classes, and what else counts here. */
const TOKENS = /\/\*[^]*?\*\/|\/\/[^\n]*|^[ \t]*#(?:[^\n\\]|\\[^])*|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|~?[A-Za-z_][\w]*(?:[ \t]*::[ \t]*~?[A-Za-z_]\w*)*|[(){};]/gm
const JOINED = /\b__FUNCTION__(?=\s*")|(?<="\s*)\b__FUNCTION__\b/g
/** What may stand behind the parameters of a function that is defined. */
const BEHIND = /^\s*(?:[{:]|(?:const|noexcept|throw|try|override|final|volatile)\b)/

/** A text in which each `__FUNCTION__` beside a literal is the name of its function; in a macro, where that is not known, what the prefix makes of it. */
export function joinFunctionNames(text: string): string {
  if (text.search(JOINED) === -1) return text
  const joined = new Set([...text.matchAll(JOINED)].map(({ index }) => index))
  const scopes: string[] = [] // names of classes; empty for any other block
  let inside = '' // the function
  let depth = 0 // blocks around it
  let parentheses = 0
  let head: string[] = [] // names since the last declaration
  let name = '' // of the function that is declared there
  let result = ''
  let last = 0
  const replace = (from: number, to: number, by: string): void => {
    result += text.slice(last, from) + by
    last = to
  }
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const end = index + token.length
    if (/^[ \t]*#/.test(token)) replace(index, end, token.replaceAll(JOINED, '_ISAPI_FUNCTION'))
    else if (joined.has(index) && inside !== '') replace(index, end, `"${inside}"`)
    else if (token === '(') parentheses++
    else if (token === ')') {
      if (--parentheses === 0 && name === '' && BEHIND.test(text.slice(end, end + 100))) name = head.at(-1) ?? ''
    } else if (token === '{') {
      const kind = name === '' ? head.findIndex((word) => /^(?:class|struct|union)$/.test(word)) : -1
      if (inside === '' && name !== '') {
        inside = [...scopes.filter((scope) => scope !== ''), name.replaceAll(/\s/g, '')].join('::')
        depth = scopes.length
      }
      scopes.push(kind === -1 ? '' : head[kind + 1] ?? '')
    } else if (token === '}') {
      scopes.pop()
      if (scopes.length === depth) inside = ''
    } else if (parentheses === 0 && /^[~A-Za-z_]/.test(token)) head.push(token)
    if (/^[{};]$/.test(token) && parentheses === 0) {
      head = []
      name = ''
    }
  }
  return result + text.slice(last)
}
