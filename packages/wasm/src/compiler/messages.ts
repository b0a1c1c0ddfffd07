// What compiler and linker say, as values.

/** A message about a source. */
export interface Message {
  /** As the user knows it. */
  readonly file: string
  readonly line: number
  readonly text: string
  readonly kind: 'error' | 'warning'
}

const FORM = /^(.+?):(\d+):(?:\d+:)? (fatal error|error|warning): (.*)$/
/** `%d` for a DWORD or a size_t: int and long are of one size, here as there. */
const SAME_SIZE = /^format specifies type '(?:unsigned )?(?:int|long)' but the argument has (?:type|underlying type) (?:'[^']+' \(aka )?'(?:unsigned )?(?:int|long)'\)? \[-Wformat\]$/
/** Of #import, whose attributes stand behind it. */
export const NO_COM = 'is a type library, and there is no COM here: do without its objects'
/** Why a function that there is does not take what it is given. */
const REASON = /^.+?:\d+:(?:\d+:)? note: candidate (?!.*\(the implicit ).+? not viable: (.*)$/
/** What leads from a header to the source that brought it up. */
const NOTE = /^(.+?):(\d+):(?:\d+:)? note: .*(?:requested here|expanded from|in call to)/
const INCLUDED = /^In file included from (.+?):(\d+)/
const LINKER = /^(?:wasm-ld[-\d]*: )?(?:clang[-+\d]*: )?(error|warning): (.*)$/
const DEFINED = /^>>> defined (?:as (.*) )?in (.*)$/
const SOURCE = /^(?:\.\/)?src\//

interface Said extends Message { readonly reasons: string[] }

/** The errors and warnings in a text of clang. What is found in a header of the library is told of the line of the user that led there, once. */
export function readMessages(text: string, original: (path: string) => string): Message[] {
  const messages: Said[] = []
  const led = new Set<string>()
  /** The message whose own line is in no source of the user. */
  let foreign: Omit<Said, 'file' | 'line'> | null = null
  let included: [path: string, line: number] | null = null
  /** Where the last one came from: the compiler says it once for all of one place. */
  let last: [path: string, line: number] | null = null
  const settle = (path: string, line: number): void => {
    if (foreign === null) return
    const file = original(path)
    if (!led.has(`${file}:${line}`)) messages.push({ file, line, ...foreign })
    led.add(`${file}:${line}`)
    foreign = null
  }
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const [, path, number, kind, words] = FORM.exec(line) ?? []
    if (words !== undefined && SAME_SIZE.test(words)) continue
    if (path !== undefined && words !== undefined) {
      if (foreign !== null) settle(...(last ?? included ?? [path, Number(number)]))
      const message = { file: original(path), line: Number(number), text: words.includes(NO_COM) ? words.slice(0, words.indexOf(NO_COM) + NO_COM.length) : words, kind: kind === 'warning' ? 'warning' as const : 'error' as const, reasons: [] }
      const around = includedFrom(lines, index)
      foreign = SOURCE.test(path) || (around === null && !lines.slice(index + 1).some((next) => SOURCE.test(NOTE.exec(next)?.[1] ?? ''))) ? null : { kind: message.kind, reasons: [], text: `${words.replace(/\.$/, '')}, in ${path.replace(/^.*\//, '')}:${number}` }
      included = around
      if (foreign === null) {
        messages.push(message)
        last = null
      }
      continue
    }
    const [, reason] = REASON.exec(line) ?? []
    if (reason !== undefined) (foreign ?? messages.at(-1))?.reasons.push(reason)
    const [, notePath, noteLine] = NOTE.exec(line) ?? []
    if (foreign !== null && notePath !== undefined && SOURCE.test(notePath)) {
      last = [notePath, Number(noteLine)]
      settle(...last)
    }
    const [, linkerKind, linkerWords] = LINKER.exec(line) ?? []
    if (linkerWords !== undefined && !linkerWords.startsWith('linker command failed')) messages.push({ ...linked(linkerWords, definitions(lines, index + 1, original), original), kind: linkerKind === 'warning' ? 'warning' : 'error', reasons: [] })
  }
  const rest = last ?? included
  if (rest !== null) settle(...rest)
  // With several candidates nobody knows which was meant.
  return messages.map(({ reasons, text: words, ...message }) => ({ ...message, text: reasons.length === 1 ? `${words}: ${reasons[0] ?? ''}` : words }))
}

/** The nearest source in the lines above a message, which say how its header was reached. */
function includedFrom(lines: readonly string[], index: number): [path: string, line: number] | null {
  const above: [string, number][] = []
  for (let at = index - 1; at >= 0; at--) {
    const [, path, line] = INCLUDED.exec(lines[at] ?? '') ?? []
    if (path === undefined) break
    above.push([path, Number(line)])
  }
  return above.find(([path]) => SOURCE.test(path)) ?? null
}

interface Definition {
  readonly file: string
  readonly signature: string
}

function definitions(lines: readonly string[], from: number, original: (path: string) => string): Definition[] {
  const found: Definition[] = []
  for (let at = from; at < lines.length; at++) {
    const [, signature = '', file] = DEFINED.exec(lines[at] ?? '') ?? []
    if (file === undefined) break
    found.push({ file: original(file), signature })
  }
  return found
}

/** TABLE: what the linker says → what that means to who wrote the sources. */
const LINKED: readonly (readonly [RegExp, (name: string, files: readonly string[], file: string) => { file: string; text: string }])[] = [
  [/^duplicate symbol: (.*)$/, (name, files) => ({ file: '', text: `${name} is defined more than once: in ${list(files)}` })],
  [/^function signature mismatch: (.*)$/, (name, files) => ({ file: '', text: `${name} is declared in one source otherwise than in another, ${list(files)}: a call of it may end the request` })],
  [/^.*?: undefined symbol: vtable for (.*)$/, (name, _files, file) => ({ file, text: `no source defines the virtual functions of ${name}` })],
  [/^.*?: undefined symbol: (.*)$/, (name, _files, file) => ({ file, text: `no source defines ${name}` })]
]

function linked(words: string, found: readonly Definition[], original: (path: string) => string): Omit<Message, 'kind'> {
  const file = original(/^(.*?): undefined symbol/.exec(words)?.[1] ?? '')
  for (const [form, say] of LINKED) {
    const name = form.exec(words)?.[1]
    if (name !== undefined) return { line: 0, ...say(name, [...new Set(found.map((one) => one.file))], file) }
  }
  return { file: '', line: 0, text: words }
}

/** `a, b and c`. */
export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

export function formatMessage({ file, line, text }: Message): string {
  return file === '' ? text : line === 0 ? `${file}: ${text}` : `${file}:${line}: ${text}`
}
