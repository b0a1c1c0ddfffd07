// Objects of the run-time, which are the same for every filter: kept beside the user's other caches.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'

export class RuntimeCache {
  readonly #folder: string

  /** Another compiler, header, source or flag is another folder. */
  constructor(compiler: string, files: readonly (readonly [string, Uint8Array])[], flags: readonly string[]) {
    const hash = createHash('sha256').update(JSON.stringify([compiler, flags]))
    for (const [path, bytes] of files) hash.update(path).update(bytes)
    this.#folder = join(cacheFolder(), hash.digest('hex').slice(0, 16))
  }

  get(path: string): Uint8Array | null {
    try {
      return new Uint8Array(readFileSync(this.#file(path)))
    } catch {
      return null
    }
  }

  /** A cache that cannot be written is no cache. */
  put(path: string, bytes: Uint8Array): void {
    const file = this.#file(path)
    try {
      mkdirSync(this.#folder, { recursive: true })
      writeFileSync(`${file}.${process.pid}`, bytes)
      renameSync(`${file}.${process.pid}`, file)
    } catch {}
  }

  #file(path: string): string { return join(this.#folder, `${path.replaceAll('/', '_')}.o`) }
}
