// Which reader a file gets, and its bytes.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CompareError } from '../errors.ts'
import type { SourceItem } from '../request.ts'
import { readHar } from './har.ts'
import { readHttpFile } from './http-file.ts'
import { readRecording } from './recording.ts'
import { readUrlList } from './url-list.ts'
import { readW3c } from './w3c.ts'

type Reader = (file: string, input: AsyncIterable<Buffer>) => AsyncGenerator<SourceItem>

export type SourceFormat = 'w3c' | 'har' | 'recording' | 'http' | 'urls'

/** TABLE: kinds of files, how their names end, how they begin. The first that fits is taken. */
const FORMATS: readonly { readonly format: SourceFormat; readonly read: Reader; readonly extension: RegExp | null; readonly start: RegExp }[] = [
  { format: 'w3c', read: readW3c, extension: null, start: /^(?:#(?:Software|Version|Date|Fields|Start-Date|Remark):|\d{4}-\d\d-\d\d[ \t]\d\d:\d\d:\d\d[ \t.])/i },
  { format: 'har', read: readHar, extension: /\.har$/i, start: /^\{\s*"log"\s*:/ },
  { format: 'recording', read: readRecording, extension: /\.(?:ndjson|jsonl)$/i, start: /^\{/ },
  { format: 'http', read: readHttpFile, extension: /\.(?:http|rest)$/i, start: /^(?:###|@\w+\s*=|[A-Z]+ \S+ HTTP\/\d)/ },
  { format: 'urls', read: readUrlList, extension: null, start: /^/ }
]

/** TABLE: what is given by mistake, how it begins, and what to do about it. */
const OTHERS: readonly { readonly what: string; readonly start: RegExp; readonly remedy: string }[] = [
  { what: 'a log in the format IIS', start: /^[^\s,]+, [^,]+, [\d./-]+, \d{1,2}:\d\d:\d\d, /, remedy: 'Let the site log in the format W3C, or make a list of URLs of it.' },
  { what: 'a log in the format NCSA', start: /^\S+ \S+ .*\[\d{1,2}\/\w{3}\/\d{4}:[^\]]+\] "/, remedy: 'Let the site log in the format W3C, or make a list of URLs of it: the method and the URL stand in the quotes.' },
  { what: 'a collection of Postman', start: /^\{\s*"info"\s*:[^]*"(?:_postman_id|schema)"\s*:/, remedy: 'Send it through `isapi-bridge record`, or write it as an .http file.' },
  { what: 'a zip file', start: /^PK[^ -~]/, remedy: 'Give the files that are in it; sessions of Fiddler (.saz) can be exported as HAR.' }
]

export const SOURCE_FORMATS: readonly SourceFormat[] = FORMATS.map(({ format }) => format)

/** Requests of a file, and how far it has been read. */
export interface Source {
  readonly name: string
  readonly format: SourceFormat
  /** Bytes of the file; 0: nobody knows. */
  readonly size: number
  /** Bytes that have been read. */
  position(): number
  items(): AsyncGenerator<SourceItem>
}

const EXCERPT = 1024

/**
 * Opens a file. A gzip file is unpacked, one in UTF-16 decoded.
 * @param format default: by name and beginning
 * @throws CompareError when there is no such file
 */
export async function openSource(file: string, format: SourceFormat | null = null, name: string = file): Promise<Source> {
  const info = await stat(file).catch((error: unknown) => { throw new CompareError('ERR_COMPARE_SOURCE', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, 'Correct the path.', error) })
  if (info.isDirectory()) throw new CompareError('ERR_COMPARE_SOURCE', `${name} is a folder.`, 'Name the files in it.')
  const raw = createReadStream(file)
  const head = await firstBytes(raw)
  const zipped = head[0] === 0x1F && head[1] === 0x8B
  const bytes = zipped ? pipeline(raw, createGunzip(), () => {}) : raw // an error is that of the iteration
  const text = zipped ? await firstBytes(bytes) : head
  const wide = text[0] === 0xFF && text[1] === 0xFE
  const start = (wide ? text.toString('utf16le') : text.toString('utf8')).replace(/^\uFEFF/, '').trimStart()
  const other = format === null ? OTHERS.find((candidate) => candidate.start.test(start)) : undefined
  if (other !== undefined) throw new CompareError('ERR_COMPARE_SOURCE', `${name} is ${other.what}, which is not read.`, other.remedy)
  const bare = name.replace(/\.gz$/i, '')
  const row = FORMATS.find((candidate) => candidate.format === format)
    ?? FORMATS.find(({ extension }) => extension?.test(bare) === true) ?? FORMATS.find((candidate) => candidate.start.test(start))
  if (row?.format === 'urls' && start.includes('\0')) throw new CompareError('ERR_COMPARE_SOURCE', `${name} is no text.`, 'Name a recording, a HAR file, a W3C extended log, an .http file or a list of URLs.')
  if (row === undefined) throw new CompareError('ERR_COMPARE_SOURCE', `Nobody knows what ${name} is.`)
  return {
    name, format: row.format, size: info.size,
    position: () => raw.bytesRead,
    items: () => row.read(name, explained(name, wide ? narrowed(bytes) : bytes))
  }
}

/** What a stream begins with, without taking it. */
function firstBytes(stream: Readable): Promise<Buffer> {
  return new Promise((resolve) => {
    const look = (): void => {
      const chunk = stream.read() as Buffer | null // no encoding is set
      if (chunk !== null) stream.unshift(chunk)
      stream.off('readable', look).off('end', look).off('error', look)
      resolve(chunk?.subarray(0, EXCERPT) ?? Buffer.alloc(0))
    }
    stream.once('readable', look).once('end', look).once('error', look)
  })
}

async function* explained(name: string, input: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input) yield chunk as Buffer // no encoding is set
  } catch (error) {
    throw new CompareError('ERR_COMPARE_SOURCE', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, 'See whether the file is whole.', error)
  }
}

/** UTF-16 as UTF-8. */
async function* narrowed(input: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-16le')
  for await (const chunk of input) yield Buffer.from(decoder.decode(chunk as Buffer, { stream: true })) // no encoding is set
}
