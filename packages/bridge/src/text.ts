// JavaScript text and what filters see of it: its UTF-8 bytes, one character each.

const ascii = /^\p{ASCII}*$/u
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The byte string of a text. */
export function toByteText(text: string): string {
  return ascii.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** The text of a byte string; null when its bytes are not UTF-8. */
export function fromByteText(bytes: string): string | null {
  if (ascii.test(bytes)) return bytes
  try {
    return decoder.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return null
  }
}

/** Bytes that stand in a URL as they are must be ASCII; the others are escaped. */
export function escapeBytes(url: string): string {
  return url.replaceAll(/[\x80-\xFF]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
