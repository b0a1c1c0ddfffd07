import { ERROR_FILE_NOT_FOUND, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { HttpDataChunkFromMemory, type HTTP_DATA_CHUNK } from '../http-response.ts'

/** Bytes of all fragments together. */
const LIMIT = 16 * 1024 * 1024

/** What HTTP.sys keeps for modules: bytes by name. The one that was used least recently goes first. */
export class FragmentCache {
  readonly #fragments = new Map<string, Uint8Array>()
  #size = 0

  add(chunk: HTTP_DATA_CHUNK, name: string): HRESULT {
    if (typeof name !== 'string' || name === '' || typeof chunk !== 'object' || chunk === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (chunk.DataChunkType !== HttpDataChunkFromMemory) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    if (!(chunk.FromMemory?.pBuffer instanceof Uint8Array)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#delete(name)
    const bytes = Uint8Array.from(chunk.FromMemory.pBuffer)
    this.#fragments.set(name, bytes)
    this.#size += bytes.byteLength
    for (const oldest of this.#fragments.keys()) {
      if (this.#size <= LIMIT) break
      this.#delete(oldest)
    }
    return S_OK
  }

  read(name: string): Uint8Array | HRESULT {
    const bytes = this.#fragments.get(name)
    // Fidelity: server.fragment.unknown
    if (bytes === undefined) return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)
    this.#fragments.delete(name)
    this.#fragments.set(name, bytes)
    return bytes.slice()
  }

  remove(name: string): HRESULT { return this.#delete(name) ? S_OK : HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) }

  clear(): void {
    this.#fragments.clear()
    this.#size = 0
  }

  #delete(name: string): boolean {
    this.#size -= this.#fragments.get(name)?.byteLength ?? 0
    return this.#fragments.delete(name)
  }
}
