// Names as the built-in modules compare them: users, roles and verbs, and what stands between the slashes of a URL.

import { toComparableFile } from '../host/paths.ts'

/**
 * The form in which users, roles and verbs are compared: A to Z count like a to z, as on Windows, and nothing else is taken for something
 * else: letters that only share their upper or lower case ("admın") are another account.
 */
export function toComparable(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** What a file system may leave out of a name (Windows): a data stream, dots and blanks at the end. */
const IGNORED_TAIL = /:.*$|[. ]+$/s

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a percent sign that begins no escape
  }
}

/** The names in a URL path, comparable. What any reader may take for a separator is one here, encoded or not. */
export function segmentsOf(urlPath: string): string[] {
  return decode(urlPath).split(/[/\\]+/)
    .map((segment) => toComparableFile(segment.replace(IGNORED_TAIL, '').replace(IGNORED_TAIL, '')))
    .filter((segment) => segment !== '')
}

/** Whether the path is that of `folder`, or lies below it. */
export function isBelow(segments: readonly string[], folder: readonly string[]): boolean {
  return folder.every((name, index) => segments[index] === name)
}
