// The server objects that one request uses. It holds a reference to each until it ends, so that none is cleaned under its hands.

import type { HttpContext } from './context.ts'
import type { HttpFileInfo } from './file-info.ts'
import type { MetadataInfo } from './metadata.ts'
import type { SharedObject } from './shared-object.ts'
import type { HttpUrlInfo } from './url-info.ts'

export class ContextObjects {
  readonly #context: HttpContext
  readonly #held: SharedObject[] = []
  #path = ''
  #url: HttpUrlInfo | null = null
  #metadata: MetadataInfo | null = null
  #filePath = ''
  #file: HttpFileInfo | null = null

  constructor(context: HttpContext) {
    this.#context = context
  }

  /** The URL as it is now. The first time that a request asks is the hit. */
  get url(): HttpUrlInfo {
    const path = this.#context.urlPath
    if (this.#url === null || this.#path !== path) {
      this.#path = path
      this.#url = this.#hold(this.#context.pipeline.objects.urlOf(path))
      this.#url.hit()
    }
    return this.#url
  }

  /** The configuration as the request found it first. */
  get metadata(): MetadataInfo { return this.#metadata ??= this.#hold(this.#context.pipeline.server.metadataOf(this.#context.urlPath)) }

  /** The file as the request found it first, unless it is mapped elsewhere meanwhile. */
  get file(): HttpFileInfo | null {
    const path = this.#context.GetScriptTranslated()
    if (path === '') return null
    if (this.#file === null || this.#filePath !== path) {
      const found = this.#context.pipeline.objects.fileOf(path)
      this.#filePath = path
      this.#file = found === null ? null : this.#hold(found)
    }
    return this.#file
  }

  /** The request has ended. */
  release(): void {
    for (const object of this.#held) object.release()
  }

  #hold<T extends SharedObject>(object: T): T {
    if (!this.#context.ended) {
      object.reference()
      this.#held.push(object)
    }
    return object
  }
}
