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
const LINKER = /^(?:wasm-ld[-\d]*: )?(?:clang[-\d+]*: )?(error|warning): (.*)$/

/** The errors and warnings in a text of clang. */
export function readMessages(text: string, original: (path: string) => string): Message[] {
  const messages: { readonly message: Message; readonly reasons: string[] }[] = []
  for (const line of text.split('\n')) {
    const [, path, number, kind, words] = FORM.exec(line) ?? []
    if (words !== undefined && SAME_SIZE.test(words)) continue
    if (path !== undefined && words !== undefined) {
      messages.push({ message: { file: original(path), line: Number(number), text: words.includes(NO_COM) ? words.slice(0, words.indexOf(NO_COM) + NO_COM.length) : words, kind: kind === 'warning' ? 'warning' : 'error' }, reasons: [] })
      continue
    }
    const [, reason] = REASON.exec(line) ?? []
    if (reason !== undefined) messages.at(-1)?.reasons.push(reason)
    const [, linkerKind, linkerWords] = LINKER.exec(line) ?? []
    if (linkerWords !== undefined) messages.push({ message: { file: '', line: 0, text: linkerWords, kind: linkerKind === 'warning' ? 'warning' : 'error' }, reasons: [] })
  }
  // With several candidates nobody knows which was meant.
  return messages.map(({ message, reasons }) => (reasons.length === 1 ? { ...message, text: `${message.text}: ${reasons[0] ?? ''}` } : message))
}

export function formatMessage({ file, line, text }: Message): string {
  return file === '' ? text : line === 0 ? `${file}: ${text}` : `${file}:${line}: ${text}`
}
