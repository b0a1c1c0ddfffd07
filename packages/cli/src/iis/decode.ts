// Bytes of a configuration file to text: byte order marks, UTF-16 with and without one, what the XML declaration says.

import { readFileSync } from 'node:fs'
import { CliError, messageOf } from '../errors.ts'
import { shorten } from '../site/load-file.ts'

/** TABLE: the first bytes, and the encoding that they mean. The first row that fits counts. */
const STARTS: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xEF, 0xBB, 0xBF], encoding: 'utf-8' },
  { bytes: [0xFF, 0xFE], encoding: 'utf-16le' },
  { bytes: [0xFE, 0xFF], encoding: 'utf-16be' },
  { bytes: [0x3C, 0x00], encoding: 'utf-16le' }, // "<" without a mark
  { bytes: [0x00, 0x3C], encoding: 'utf-16be' }
]

/** The text of a file, without its byte order mark. */
export function readText(file: string): string {
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new CliError('ERR_CLI_FILE', `${shorten(file)} cannot be read: ${messageOf(error).replace(/,.*$/, '')}.`, undefined, error)
  }
  const marked = STARTS.find((start) => start.bytes.every((byte, index) => bytes[index] === byte))?.encoding
  const encoding = marked ?? declared(bytes) ?? 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof RangeError) throw new CliError('ERR_CLI_XML', `${shorten(file)} says that its encoding is "${encoding}", which is not known.`, 'Save it as UTF-8, and say so in its first line.', error)
    throw new CliError('ERR_CLI_XML', `${shorten(file)}:${badLine(bytes, encoding)} has bytes that are not ${encoding}.`, 'Save the file as UTF-8, or name its encoding in its first line: <?xml version="1.0" encoding="windows-1252"?>.', error)
  }
}

/** The encoding in the XML declaration; what is readable there is no UTF-16. */
function declared(bytes: Uint8Array): string | undefined {
  const [, name] = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) ?? []
  return name === undefined || /^utf-?16/i.test(name) ? undefined : name
}

function badLine(bytes: Uint8Array, encoding: string): number {
  const text = new TextDecoder(encoding).decode(bytes)
  return text.slice(0, text.indexOf('\uFFFD')).split('\n').length
}
