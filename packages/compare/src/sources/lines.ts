// Lines of a stream of bytes, one at a time.

export interface Line { readonly number: number; readonly text: string }

/** Longest line that is kept; what is beyond is left out, and `text` ends with it. */
const LIMIT = 16 * 1024 * 1024
const strict = new TextDecoder('utf-8', { fatal: true })

/** UTF-8, and Latin-1 where it is not. */
function decode(bytes: Buffer): string {
  try {
    return strict.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

/** Without their ends; a byte order mark at the beginning of the stream goes. */
export async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 0
  let parts: Buffer[] = []
  let length = 0
  const keep = (bytes: Buffer): void => {
    if (length < LIMIT && bytes.length > 0) parts.push(bytes)
    length += bytes.length
  }
  const take = (): Line => {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    parts = []
    length = 0
    number++
    const text = decode(bytes).replace(/\r$/, '')
    return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text }
  }
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    keep(chunk.subarray(start))
  }
  if (length > 0) yield take()
}
