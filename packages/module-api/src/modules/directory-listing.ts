// What a folder holds, as DirectoryListingModule of IIS shows it (system.webServer/directoryBrowse). Off by default, there and here;
// the refusal is sub-status 14 of KB 943891.

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule, type NotificationResult } from '../http-module.ts'
import type { ModuleEntry } from '../registration.ts'
import { escapeHtml, toHtmlPage } from '../host/html.ts'
import { refuse, writeHtml } from './answers.ts'
import { isBelow, segmentsOf } from './names.ts'
import { checkBoolean, checkKeys, refuseOptions } from './options.ts'
import { encodeSegment } from './raw-url.ts'
import { answerFileError, findFolder, redirectToFolder } from './site-folders.ts'

const NAME = 'DirectoryListingModule'

export interface DirectoryListingOptions {
  /** Default false: folders are refused with 403.14. */
  readonly enabled?: boolean | undefined
  /** URL path of the folder that is listed, with all that is in it; elsewhere folders are refused. Default: the whole site. */
  readonly path?: string | undefined
}

interface Entry {
  readonly name: string
  readonly folder: boolean
  readonly size: number
  readonly modified: Date
}

/** Files and folders that a client may request. Links are left out: where they lead is another question. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const found = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
  const entries = await Promise.all(found.map(async (entry): Promise<Entry[]> => {
    const facts = await stat(join(folder, entry.name)).catch(() => null) // it may have gone meanwhile
    return facts === null ? [] : [{ name: entry.name, folder: entry.isDirectory(), size: facts.size, modified: facts.mtime }]
  }))
  return entries.flat().sort((a, b) => Number(b.folder) - Number(a.folder) || (a.name < b.name ? -1 : 1))
}

function toRow({ name, folder, size, modified }: Entry): string {
  // The dot in front keeps a name with a colon from being read as the scheme of a URL.
  const link = `./${encodeSegment(name)}${folder ? '/' : ''}`
  const date = modified.toISOString().slice(0, 16).replace('T', ' ')
  return `<tr><td>${date}</td><td>${folder ? '&lt;dir&gt;' : size}</td><td><a href="${escapeHtml(link)}">${escapeHtml(name)}</a></td></tr>`
}

function toPage(urlPath: string, entries: readonly Entry[]): Uint8Array {
  const above = segmentsOf(urlPath).length > 0 ? '<tr><td></td><td></td><td><a href="../">Folder above</a></td></tr>\n' : ''
  return toHtmlPage(urlPath, `<h1>${escapeHtml(urlPath)}</h1>
<table>
<tr><th>Changed (UTC)</th><th>Bytes</th><th>Name</th></tr>
${above}${entries.map(toRow).join('\n')}
</table>`)
}

class DirectoryListing extends CHttpModule {
  readonly #enabled: boolean
  readonly #folder: readonly string[]

  constructor(enabled: boolean, folder: readonly string[]) {
    super()
    this.#enabled = enabled
    this.#folder = folder
  }

  override OnExecuteRequestHandler(pHttpContext: IHttpContext): NotificationResult {
    const method = pHttpContext.GetRequest().GetHttpMethod()
    return method === 'GET' || method === 'HEAD' ? this.#list(pHttpContext) : RQ_NOTIFICATION_CONTINUE
  }

  async #list(context: IHttpContext): Promise<REQUEST_NOTIFICATION_STATUS> {
    try {
      const folder = await findFolder(context)
      if (folder === null) return RQ_NOTIFICATION_CONTINUE
      if (!folder.slash) {
        redirectToFolder(context)
        return RQ_NOTIFICATION_CONTINUE
      }
      const { urlPath } = extrasOf(context)
      if (!this.#enabled || !isBelow(segmentsOf(urlPath), this.#folder)) {
        return refuse(context, 403, 14)
      }
      writeHtml(context, toPage(urlPath, await entriesOf(folder.path)))
      context.SetRequestHandled()
      return RQ_NOTIFICATION_CONTINUE
    } catch (error) {
      return answerFileError(context, error)
    }
  }
}

/**
 * Lists folders, or says that they are not listed (403.14). It belongs behind StaticFileModule and DefaultDocumentModule. Hidden files and
 * links are not shown.
 */
export function DirectoryListingModule(options: DirectoryListingOptions = {}): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['enabled', 'path'])
  const { enabled = false, path = '/' } = options
  checkBoolean(NAME, 'enabled', enabled)
  if (typeof path !== 'string' || !path.startsWith('/')) refuseOptions(NAME, '`path` must be a URL path that begins with a slash.')
  const instance = new DirectoryListing(enabled, segmentsOf(path))
  return {
    name: NAME,
    module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_EXECUTE_REQUEST_HANDLER, 0)
  }
}
