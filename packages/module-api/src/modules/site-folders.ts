// The folder that a URL names, for the modules that answer in its place.

import { realpath, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { ERROR_ACCESS_DENIED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import { ModuleContractError } from '../errors.ts'
import { isInside } from '../host/paths.ts'
import type { IHttpContext } from '../http-context.ts'
import { refuse } from './answers.ts'
import { rawPathOf, toAscii } from './raw-url.ts'

export interface SiteFolder {
  /** Behind all links. */
  readonly path: string
  /** The URL ends with a slash, as that of a folder should. */
  readonly slash: boolean
}

/** Error codes of the file system: nothing is there; something is, and this process may not read it. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EINVAL'])
const DENIED = new Set(['EACCES', 'EPERM'])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Whether an error of the file system says that nothing is there. */
export function isAbsent(error: unknown): boolean { return ABSENT.has(codeOf(error)) }

/** What a handler does about an error of the file system: it leaves the request to others, or refuses it with 401.3; others are thrown on. */
export function answerFileError(context: IHttpContext, error: unknown): REQUEST_NOTIFICATION_STATUS {
  if (isAbsent(error)) return RQ_NOTIFICATION_CONTINUE
  if (!DENIED.has(codeOf(error))) throw error
  return refuse(context, 401, 3, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED))
}

/** A dot at the start of a name hides a folder, and what is in it; a root may be called anything. */
function isHidden(roots: readonly string[], path: string): boolean {
  return !roots.some((root) => isInside([root], path) && !relative(root, path).split(sep).some((name) => name.startsWith('.')))
}

/** Whether this path, behind all links, lies in the roots; a link that leads out of them is reported. */
async function leadsInside(context: IHttpContext, path: string, real: string): Promise<boolean> {
  const { roots } = extrasOf(context)
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)))
  if (isInside(realRoots, real)) return true
  extrasOf(context).report(new ModuleContractError('ERR_MODULE_PATH_OUTSIDE', `"${path}" leads over a link to "${real}", which is outside ${roots.join(', ')}.`))
  return false
}

/** The folder that the request names; null when it names none. Rejects as the file system does. */
export async function findFolder(context: IHttpContext): Promise<SiteFolder | null> {
  const path = context.GetPhysicalPath()
  if (path === '' || isHidden(extrasOf(context).roots, path)) return null
  const real = await realpath(path)
  if (real !== resolve(path) && !await leadsInside(context, path, real)) return null
  if (!(await stat(real)).isDirectory()) return null
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
