// URL paths to physical paths. A path never leaves the roots; whatever is ambiguous maps to nothing.

import { statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, type WIN32_ERROR } from '@isapi-bridge/win32'

/** Longest physical path that is handed round, in characters. */
export const MAX_PATH_LENGTH = 4096

// A decoded segment must not contain what the file system or the router reads differently: separators, NUL, a dot segment, an empty one.
// On Windows also what names a drive or a stream, and the final dot or blank that its file system ignores.
const FORBIDDEN = sep === '\\' ? /[/\\\0:*?"<>|]|[. ]$/ : /[/\\\0]/

/** Maps a decoded URL path below `root`, an absolute path. Null when it maps to nothing. */
export function physicalPathOf(root: string, path: string): string | null {
  if (path.charCodeAt(0) !== 47) return null
  const segments = path.slice(1).split('/')
  for (let index = 0; index < segments.length; index++) {
    let segment = segments[index] ?? ''
    const last = index === segments.length - 1
    if (segment.includes('%')) {
      try {
        segment = decodeURIComponent(segment)
      } catch {
        return null
      }
      segments[index] = segment
    }
    if ((segment === '' && !last) || segment === '.' || segment === '..' || FORBIDDEN.test(segment)) return null
  }
  // An empty last segment leaves the separator: a folder stays one.
  const mapped = root.endsWith(sep) ? root + segments.join(sep) : root + sep + segments.join(sep)
  return mapped.length > MAX_PATH_LENGTH ? null : mapped
}

/** What Windows says of a path where nothing is: a missing folder on the way is another error than a missing file. */
export function missingErrorOf(path: string): WIN32_ERROR {
  if (path === '') return ERROR_FILE_NOT_FOUND
  try {
    const folder = statSync(path.endsWith(sep) ? path : dirname(path), { throwIfNoEntry: false })
    return folder?.isDirectory() === true ? ERROR_FILE_NOT_FOUND : ERROR_PATH_NOT_FOUND
  } catch {
    return ERROR_FILE_NOT_FOUND // it cannot be looked at
  }
}

/** Whether a physical path lies in one of the roots. */
export function isInside(roots: readonly string[], path: string): boolean {
  if (path.includes('\0')) return false
  const absolute = resolve(path)
  return roots.some((root) => {
    const step = relative(root, absolute)
    return step === '' || (step !== '..' && !step.startsWith(`..${sep}`) && !isAbsolute(step))
  })
}

/** The form in which names of files and folders are compared: whatever some file system takes for the same letter is the same. */
export function toComparableFile(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase()
}

/** A URL path as handler mappings are compared with it: decoded as `physicalPathOf` does, and whatever any reader may take for a separator is one. */
export function comparablePath(path: string): string {
  const decoded = path.split('/').map((segment) => {
    try {
      return decodeURIComponent(segment)
    } catch {
      return segment // it maps to no file
    }
  })
  return toComparableFile(decoded.join('/').replaceAll(/[/\\]+/g, '/'))
}
