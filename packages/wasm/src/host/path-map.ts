// Paths as a filter writes them, `C:\inetpub\wwwroot\index.htm`, and as this machine does. Spelling only: what may be opened is the drive's business.

import { bytesOf, textOf } from './byte-text.ts'

/** Server variables that are paths. */
export const PATH_VARIABLES: ReadonlySet<string> = new Set(['PATH_TRANSLATED', 'APPL_PHYSICAL_PATH', 'SCRIPT_TRANSLATED', 'UNICODE_PATH_TRANSLATED', 'UNICODE_APPL_PHYSICAL_PATH', 'UNICODE_SCRIPT_TRANSLATED'])

/** Folders of the drive: `C:\…` → folder of this machine. */
export class PathMap {
  readonly #folders: readonly { readonly guest: string; readonly host: string }[]

  /** @param folders in byte text, without separator at the end */
  constructor(folders: readonly { readonly guest: string; readonly host: string }[]) {
    this.#folders = folders.toSorted((one, other) => other.host.length - one.host.length)
  }

  /** The same for wide strings. */
  textToGuest(path: string): string { return textOf(this.toGuest(bytesOf(path))) }
  textToHost(path: string): string { return textOf(this.toHost(bytesOf(path))) }

  /** What lies in no folder of the drive keeps its names: /srv/www is C:\srv\www. */
  toGuest(path: string): string {
    if (!path.startsWith('/')) return path
    for (const { guest, host } of this.#folders) {
      if (path.startsWith(host) && (path.length === host.length || path[host.length] === '/')) return guest + path.slice(host.length).replaceAll('/', '\\')
    }
    return `C:${path.replaceAll('/', '\\')}`
  }

  toHost(path: string): string {
    const [drive] = /^[Cc]:(?=[\\/]|$)/.exec(path) ?? []
    if (drive === undefined) return path
    const plain = path.replaceAll('/', '\\')
    const lower = plain.toLowerCase()
    let best: { readonly guest: string; readonly host: string } | null = null
    for (const folder of this.#folders) {
      const guest = folder.guest.toLowerCase()
      if (lower.startsWith(guest) && (lower.length === guest.length || lower[guest.length] === '\\') && guest.length > (best?.guest.length ?? -1)) best = folder
    }
    return best === null ? plain.slice(drive.length).replaceAll('\\', '/') || '/' : best.host + plain.slice(best.guest.length).replaceAll('\\', '/')
  }
}
