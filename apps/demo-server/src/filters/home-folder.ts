// Filter "home-folder": /~alice/notes.txt is the file notes.txt in alice's folder, which lies outside the site.
//
// URL_MAP tells which file the server made of a URL, and lets a filter put another one into the server's own buffer. The
// server refuses a path outside the site unless the configuration lists its folder (`filterRoots`). That no URL leaves
// the folder of its user is up to this filter: it looks at each segment, and leaves alone what it does not like. Such a
// URL keeps the path that the server made of it, inside the site, where there is no such file.

import { readdirSync } from 'node:fs'
import { sep } from 'node:path'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_URL_MAP,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, writeSz, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { homesFolder } from '../folders.ts'

/** Only a folder that was there at the start is a user, in exactly its spelling. */
let users: ReadonlySet<string> = new Set()

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Maps /~user/... to the folder of that user')
  pVer.dwFlags = SF_NOTIFY_URL_MAP | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT

  // Called once: the place to read a configuration.
  const folders = readdirSync(homesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  users = new Set(folders.map((entry) => entry.name))
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (_pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_URL_MAP: {
      // The URL is decoded, without query. Here is also where PATH_INFO and PATH_TRANSLATED must not be asked for:
      // reading them maps the URL, which calls this filter again.
      const path = pathOf(pvNotification.pszURL)
      if (path === null) break

      // In place, cbPathBuff bytes with the NUL: writeSz refuses rather than truncates.
      if (!writeSz(pvNotification.pszPhysicalPath, path)) return SF_STATUS_REQ_ERROR
      break
    }

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

/** The file in a user's folder, or null when the URL is not one of ours. */
function pathOf(pszURL: string): string | null {
  const [, user = '', rest = ''] = /^\/~([^/]+)(?:\/(.*))?$/s.exec(pszURL) ?? []
  if (!users.has(user)) return null

  const segments = rest.split('/').map(decodeReserved)
  const folders = segments.slice(0, -1) // only the last one may be empty: the folder itself
  if (folders.includes('') || segments.some(isDangerous)) return null

  return [to8Bit(homesFolder), user, ...segments].join(sep)
}

/** Reserved characters are still encoded in pszURL: to the router "%2F" is no separator. The file system knows no "%2F". */
function decodeReserved(segment: string): string {
  return segment.replaceAll(/%([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** A separator, a drive or stream, a NUL, or a step upwards, on whatever system. */
function isDangerous(segment: string): boolean {
  return segment === '.' || segment === '..' || /[/\\:\0]/.test(segment)
}

/** What crosses the border has one byte a character: paths are UTF-8 there. */
function to8Bit(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
