import { statSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError } from '../errors.ts'
import type { IHttpFileMonitor } from '../http-file-info.ts'
import { fileErrorOf } from './file-errors.ts'
import { SharedObject, type ReportCleanup } from './shared-object.ts'

class FileMonitor extends SharedObject implements IHttpFileMonitor {
  /** Set at once, by whoever made it. */
  watcher: FSWatcher | null = null
  readonly #ended: (monitor: FileMonitor) => void

  constructor(report: ReportCleanup, ended: (monitor: FileMonitor) => void) {
    super(report)
    this.#ended = ended
  }

  DereferenceFileMonitor(): void { this.release() }

  protected override end(): void {
    this.watcher?.close()
    super.end()
    this.#ended(this)
  }
}

/** The files and folders that modules watch; nothing is watched before the first of them asks. */
export class FileMonitors {
  readonly #open = new Set<FileMonitor>()
  readonly #changed: (path: string, monitor: IHttpFileMonitor) => void
  readonly #report: (error: Error) => void

  constructor(changed: (path: string, monitor: IHttpFileMonitor) => void, report: (error: Error) => void) {
    this.#changed = changed
    this.#report = report
  }

  register(path: string): IHttpFileMonitor | HRESULT {
    if (typeof path !== 'string' || path === '' || path.includes('\0')) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const monitor = new FileMonitor(
      (error) => { this.#report(new ModuleContractError('ERR_MODULE_THREW', 'CleanupStoredContext of a file monitor context threw.', error)) },
      (ended) => { this.#open.delete(ended) }
    )
    try {
      const isFolder = statSync(path).isDirectory()
      // Not persistent: what a module watches does not keep the process alive.
      const watcher = watch(path, { persistent: false }, (_event, name) => {
        if (monitor.alive) this.#changed(isFolder && name !== null ? join(path, name) : path, monitor)
      })
      watcher.on('error', (error) => {
        this.#report(new ModuleContractError('ERR_MODULE_FILE_MONITOR', `Watching "${path}" failed: ${error.message}.`, error))
        watcher.close()
      })
      monitor.watcher = watcher
    } catch (error) {
      return fileErrorOf(error)
    }
    this.#open.add(monitor)
    return monitor
  }

  /** The server closes. */
  close(): void {
    for (const monitor of this.#open) while (monitor.alive) monitor.release()
  }
}
