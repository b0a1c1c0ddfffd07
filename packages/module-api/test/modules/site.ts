// A folder of files, a host that serves it, and modules that watch; for the tests in this folder.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { S_OK } from '@isapi-bridge/win32'
import {
  CHttpModule, createMemoryHost, RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, type ClosingSteps, type IHttpContext, type MemoryHost,
  type MemoryHostOptions, type ModuleEntry, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { onTestFinished } from 'vitest'

/** A new folder with these files, gone after the test. */
export function createFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'isapi-bridge-')))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** A host on that folder, and what it reported. */
export function createSite(root: string, modules: readonly ModuleEntry[], options: Partial<MemoryHostOptions> = {}): { readonly host: MemoryHost; readonly reports: Error[] } {
  const reports: Error[] = []
  return { host: createMemoryHost({ modules, site: { root }, report: (error) => { reports.push(error) }, ...options }), reports }
}

/** A handler module that does this and leaves the answer to others. */
export function handler(name: string, handle: (context: IHttpContext) => void, post = false): ModuleEntry {
  class Handler extends CHttpModule {
    override OnExecuteRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
      handle(pHttpContext)
      return RQ_NOTIFICATION_CONTINUE
    }

    override OnPostExecuteRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
      return this.OnExecuteRequestHandler(pHttpContext)
    }
  }
  const bits = [RQ_EXECUTE_REQUEST_HANDLER, 0] as const
  return {
    name,
    module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Handler(), Terminate: () => {} }, bits[post ? 1 : 0], bits[post ? 0 : 1])
  }
}

/** A module that does this in the closing step. */
export function closing(name: string, steps: ClosingSteps): ModuleEntry {
  return { name, module: (_version, info) => { info.setClosingSteps(steps); return S_OK } }
}
