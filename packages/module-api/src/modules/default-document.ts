// The page of a folder, as DefaultDocumentModule of IIS finds it: the first file of a list, run as a child request.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_HEADERS, RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type REQUEST_NOTIFICATION_STATUS
} from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IHttpCompletionInfo, IHttpEventProvider } from '../event-providers.ts'
import { toComparableFile } from '../host/paths.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { ModuleEntry } from '../registration.ts'
import { refuse } from './answers.ts'
import { checkKeys, checkList, refuseOptions } from './options.ts'
import { encodeSegment, rawPathOf, toAscii } from './raw-url.ts'
import { findFile, isAbsent, isDenied } from './site-files.ts'
import { answerFileError, findFolder, redirectToFolder } from './site-folders.ts'

const NAME = 'DefaultDocumentModule'
/** Those of IIS without the two that a server without ASP would give away as source. */
const DEFAULT_FILES: readonly string[] = ['Default.htm', 'index.htm', 'index.html', 'iisstart.htm']

export interface DefaultDocumentOptions {
  /** Names of files, in any case; the first that exists counts. Default: Default.htm, index.htm, index.html, iisstart.htm. */
  readonly files?: readonly string[] | undefined
}

class DefaultDocument extends CHttpModule {
  readonly #files: readonly string[]
  #child: IHttpContext | null = null
  /** The request goes on, or has ended, without what is still being looked for. */
  #over = false

  constructor(files: readonly string[]) {
    super()
    this.#files = files
  }

  override OnExecuteRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    if (pHttpContext.GetPhysicalPath() === '') return RQ_NOTIFICATION_CONTINUE
    void this.#answer(pHttpContext).then((status) => {
      if (!this.#over && status !== RQ_NOTIFICATION_PENDING) pHttpContext.IndicateCompletion(status)
    })
    return RQ_NOTIFICATION_PENDING
  }

  /** The child has answered for its parent; or the client has left. */
  override OnAsyncCompletion(
    pHttpContext: IHttpContext, _dwNotification: number, _fPostNotification: boolean, _pProvider: IHttpEventProvider, pCompletionInfo: IHttpCompletionInfo
  ): REQUEST_NOTIFICATION_STATUS {
    this.#over = true
    this.#child?.ReleaseClonedContext()
    const hr = pCompletionInfo.GetCompletionStatus()
    return FAILED(hr) && !extrasOf(pHttpContext).aborted ? refuse(pHttpContext, 500, 0, hr) : RQ_NOTIFICATION_CONTINUE
  }

  override Dispose(): void { this.#over = true }

  /** How the notification ends; PENDING while a child runs. Never rejects. */
  async #answer(context: IHttpContext): Promise<REQUEST_NOTIFICATION_STATUS> {
    try {
      return await this.#find(context)
    } catch (error) {
      extrasOf(context).report(error instanceof Error ? error : new Error(String(error)))
      return refuse(context, 500, 0)
    }
  }

  async #find(context: IHttpContext): Promise<REQUEST_NOTIFICATION_STATUS> {
    try {
      const folder = await findFolder(context)
      if (folder === null || this.#over) return RQ_NOTIFICATION_CONTINUE
      if (!folder.slash) {
        const method = context.GetRequest().GetHttpMethod()
        if (method === 'GET' || method === 'HEAD') redirectToFolder(context)
        return RQ_NOTIFICATION_CONTINUE
      }
      const file = await this.#firstFile(context, folder.path)
      return file === null || this.#over ? RQ_NOTIFICATION_CONTINUE : this.#execute(context, file)
    } catch (error) {
      return answerFileError(context, error)
    }
  }

  async #firstFile(context: IHttpContext, folder: string): Promise<string | null> {
    const [first = ''] = this.#files
    if (await isFile(context, join(folder, first))) return first
    const there = await namesIn(folder)
    for (const name of this.#files) {
      for (const spelt of spellingsOf(name, there)) if (await isFile(context, join(folder, spelt))) return spelt
    }
    return null
  }

  #execute(context: IHttpContext, file: string): REQUEST_NOTIFICATION_STATUS {
    const child = context.CloneContext(CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS)
    if (typeof child === 'number') return refuse(context, 500, 0, child)
    const giveUp = (hr: HRESULT): REQUEST_NOTIFICATION_STATUS => {
      child.ReleaseClonedContext()
      return refuse(context, 500, 0, hr)
    }
    const hr = child.GetRequest().SetUrl(toAscii(rawPathOf(context)) + encodeSegment(file), false)
    if (FAILED(hr)) return giveUp(hr)
    this.#child = child
    // The user goes along: a child need not be authenticated again.
    const result = context.ExecuteRequest(true, child, 0, context.GetUser())
    if (FAILED(result.hr)) return giveUp(result.hr)
    if (result.pfCompletionExpected) return RQ_NOTIFICATION_PENDING
    child.ReleaseClonedContext()
    return RQ_NOTIFICATION_CONTINUE
  }
}

function isFile(context: IHttpContext, path: string): Promise<boolean> {
  return findFile(context, path).then((file) => file !== null, (error: unknown) => {
    if (isAbsent(error)) return false
    throw error
  })
}

/** What a folder holds; nothing where this process may enter but not list it. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isAbsent(error) || isDenied(error)) return []
    throw error
  })
}

/** How the name may be spelt in a folder: as it stands first, then in other cases. Names in a list of IIS have no case. */
function spellingsOf(name: string, there: readonly string[]): readonly string[] {
  const wanted = toComparableFile(name)
  return [name, ...there.filter((other) => other !== name && toComparableFile(other) === wanted).sort()]
}

/** Answers for folders: with a default document, or by adding the final slash of the URL. A folder without default document is left to others. */
export function DefaultDocumentModule(options: DefaultDocumentOptions = {}): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['files'])
  const { files = DEFAULT_FILES } = options
  checkList(NAME, 'files', files, 'names of files, without folder and without a dot in front', (name) => /^[^./\\\0:][^/\\\0:]*$/.test(name))
  if (files.length === 0) refuseOptions(NAME, '`files` must list at least one file; without any, leave the module out.')
  return {
    name: NAME,
    module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new DefaultDocument(files), Terminate: () => {} }, RQ_EXECUTE_REQUEST_HANDLER, 0)
  }
}
