// Which physical paths the built-in modules may touch.

import { realpath, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { ERROR_FILE_NOT_FOUND, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { extrasOf } from '../context-extras.ts'
import { ModuleContractError } from '../errors.ts'
import { isInside, missingErrorOf } from '../host/paths.ts'
import type { IHttpContext } from '../http-context.ts'

/** A dot at the start of a name hides a file or folder; a root, and what is above it, may be called anything. */
export function isHidden(roots: readonly string[], path: string): boolean {
  return !roots.some((root) => isInside([root], path) && !relative(root, path).split(sep).some((name) => name.startsWith('.')))
}

/** Physical path that may be a file of the site, as the request asks for it; null when there is none. */
export function filePathOf(context: IHttpContext): string | null {
  const path = context.GetPhysicalPath()
  const { roots, urlPath } = extrasOf(context)
  if (path === '' || isHidden(roots, path)) return null
  // A final slash names a folder, unless somebody mapped the URL elsewhere.
  return urlPath.endsWith('/') && path.endsWith(sep) ? null : path
}

/** Notes why the request is not served, for its 404. Of what is hidden nothing is told. */
export function noteMissing(context: IHttpContext): void {
  const extras = extrasOf(context)
  const path = context.GetPhysicalPath()
  extras.missing = HRESULT_FROM_WIN32(isHidden(extras.roots, path) ? ERROR_FILE_NOT_FOUND : missingErrorOf(path))
}

/** Error codes of the file system: nothing is there; something is, and this process may not read it. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EINVAL'])
const DENIED = new Set(['EACCES', 'EPERM'])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Whether an error of the file system says that nothing is there. */
export function isAbsent(error: unknown): boolean { return ABSENT.has(codeOf(error)) }
/** Whether it says that this process may not read what is there. */
export function isDenied(error: unknown): boolean { return DENIED.has(codeOf(error)) }

/** The path behind all links; null, and reported, when a link leads out of the roots. Rejects as the file system does. */
export async function realPathOf(context: IHttpContext, path: string): Promise<string | null> {
  const real = await realpath(path)
  if (real === resolve(path)) return real
  const { roots } = extrasOf(context)
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)))
  if (isInside(realRoots, real)) return real
  extrasOf(context).report(new ModuleContractError('ERR_MODULE_PATH_OUTSIDE', `"${path}" leads over a link to "${real}", which is outside ${roots.join(', ')}.`))
  return null
}

/** The regular file at `path`, behind all links; null when there is none in the roots. Rejects as the file system does. */
export async function findFile(context: IHttpContext, path: string): Promise<string | null> {
  const real = await realPathOf(context, path)
  return real !== null && (await stat(real)).isFile() ? real : null
}
