// An XML file whose elements know their line.

import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml'
import { CliError } from '../errors.ts'
import { shorten } from '../site/load-file.ts'
import { readText } from './decode.ts'

/** An element, with what messages need. */
export class Element {
  readonly name: string
  readonly children: readonly Element[]
  readonly attributes: Readonly<Record<string, string>>
  readonly #file: XmlFile
  readonly #node: XmlElement

  constructor(node: XmlElement, file: XmlFile) {
    this.name = node.name
    this.attributes = node.attributes
    this.children = node.children.flatMap((child) => (child instanceof XmlElement ? [new Element(child, file)] : []))
    this.#node = node
    this.#file = file
  }

  /** `applicationHost.config:34`. */
  get where(): string { return `${this.#file.name}:${this.line}` }
  /** Line of the file, from 1. */
  get line(): number { return this.#file.lineAt(this.#node.start) }
  get file(): XmlFile { return this.#file }

  attribute(name: string): string | undefined { return this.attributes[name] }

  /** The elements below that a path of names leads to; a name may have dots. */
  all(...path: readonly string[]): Element[] {
    const [first, ...rest] = path
    const found = this.children.filter((child) => child.name === first)
    return rest.length === 0 ? found : found.flatMap((child) => child.all(...rest))
  }

  /** An attribute that must be there. */
  required(name: string): string {
    const value = this.attributes[name]
    if (value === undefined || value.trim() === '') throw this.error(`has no \`${name}\``, `Give it one: <${this.name} ${name}="…">.`)
    return value
  }

  boolean(name: string, byDefault: boolean): boolean {
    const value = this.attributes[name]?.trim().toLowerCase()
    if (value === undefined) return byDefault
    if (value === 'true' || value === '1') return true
    if (value === 'false' || value === '0') return false
    throw this.error(`has \`${name}="${this.attributes[name]}"\``, 'It must be true or false.')
  }

  /** A whole number from 0, decimal or with 0x. */
  number(name: string): number | undefined {
    const value = this.attributes[name]
    if (value === undefined) return undefined
    if (/^\s*(?:\d+|0x[0-9a-f]+)\s*$/i.test(value)) return Number(value)
    throw this.error(`has \`${name}="${value}"\``, 'It must be a whole number from 0.')
  }

  /** An error about this element: file, line, element, what, remedy. */
  error(what: string, remedy?: string): CliError {
    const key = this.attributes['name'] ?? this.attributes['Location']
    return new CliError('ERR_CLI_IIS', `${this.where}: <${this.name}>${key === undefined ? '' : ` "${key}"`} ${what}.`, remedy)
  }
}

export class XmlFile {
  readonly name: string
  readonly path: string
  readonly root: Element
  readonly #text: string
  #lines: number[] | null = null

  /** @param path absolute */
  constructor(path: string) {
    this.path = path
    this.name = shorten(path)
    this.#text = readText(path).replace(/^\s+(?=<\?xml)/, '') // a blank line ahead of the declaration is no XML, and common
    try {
      const document = parseXml(this.#text, { includeOffsets: true })
      if (document.root === null) throw new CliError('ERR_CLI_XML', `${this.name} has no element.`, 'Name the file that holds the configuration.')
      this.root = new Element(document.root, this)
    } catch (error) {
      if (!(error instanceof XmlError)) throw error
      const [what = ''] = error.message.split('\n')
      throw new CliError('ERR_CLI_XML', `${this.name}:${error.line} is not well-formed XML: ${what.replace(/ \(line \d+, column \d+\)/, `, at column ${error.column}`)}.`, undefined, error)
    }
  }

  /** The line of a position, from 1. */
  lineAt(position: number): number {
    this.#lines ??= [...this.#text.matchAll(/\n/g)].map(({ index }) => index)
    let [low, high] = [0, this.#lines.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#lines[middle] ?? 0) < position) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
