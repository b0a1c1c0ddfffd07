// Whether a request is like one before. The memory does not grow: at worst one is forgotten, and its like compared again.

import { createHash } from 'node:crypto'
import type { ReplayRequest } from '../request.ts'

const PLACES = 2 ** 20

export class Distinct {
  readonly #sums = new Uint32Array(PLACES)

  /** By method, host and URL. */
  isRepeated({ method, target, headers }: ReplayRequest): boolean {
    const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1].toLowerCase() ?? ''
    const hash = createHash('sha256').update(`${method} ${host} ${target}`).digest()
    const place = hash.readUInt32LE() % PLACES
    const sum = hash.readUInt32LE(4) | 1 // never that of an empty place
    const repeated = this.#sums[place] === sum >>> 0
    this.#sums[place] = sum
    return repeated
  }
}
