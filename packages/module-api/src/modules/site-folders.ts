// The folder that a URL names, for the modules that answer in its place.

import { stat } from 'node:fs/promises'
import { ERROR_ACCESS_DENIED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IHttpContext } from '../http-context.ts'
import { refuse } from './answers.ts'
import { rawPathOf, toAscii } from './raw-url.ts'
import { isAbsent, isDenied, isHidden, realPathOf } from './site-files.ts'

export interface SiteFolder {
  /** Behind all links. */
  readonly path: string
  /** The URL ends with a slash, as that of a folder should. */
  readonly slash: boolean
}

/** What a handler does about an error of the file system: it leaves the request to others, or refuses it with 401.3; others are thrown on. */
export function answerFileError(context: IHttpContext, error: unknown): REQUEST_NOTIFICATION_STATUS {
  if (isAbsent(error)) return RQ_NOTIFICATION_CONTINUE
  if (!isDenied(error)) throw error
  return refuse(context, 401, 3, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED))
}

/** The folder that the request names; null when it names none. Rejects as the file system does. */
export async function findFolder(context: IHttpContext): Promise<SiteFolder | null> {
  const path = context.GetPhysicalPath()
  if (path === '' || isHidden(extrasOf(context).roots, path)) return null
  const real = await realPathOf(context, path)
  if (real === null || !(await stat(real)).isDirectory()) return null
  return { path: real, slash: rawPathOf(context).endsWith('/') }
}

/** The courtesy redirect of a folder whose URL lacks the final slash: relative links in its page would be wrong. KB 298408: 301 since IIS 6.0. */
export function redirectToFolder(context: IHttpContext): void {
  const response = context.GetResponse()
  response.SetStatus(301, 'Moved Permanently')
  // More than one slash at the start would be another host.
  response.Redirect(`${toAscii(rawPathOf(context)).replace(/^[/\\]+/, '/')}/`, false, true)
  context.SetRequestHandled()
}
