import type { IHttpTokenEntry } from '../http-cache.ts'
import type { IReferencedMetadataInfo } from '../metadata-info.ts'
import { SharedObject, type ReportCleanup } from './shared-object.ts'

/** The configuration of one path. */
export class MetadataInfo extends SharedObject implements IReferencedMetadataInfo {
  readonly #metaPath: string
  readonly #vrPath: string

  constructor(metaPath: string, vrPath: string, report: ReportCleanup) {
    super(report)
    this.#metaPath = metaPath
    this.#vrPath = vrPath
  }

  GetMetaPath(): string { return this.#metaPath }
  GetVrPath(): string { return this.#vrPath }
  GetVrToken(): IHttpTokenEntry | null { return null }
  ReferenceMetadata(): void { this.reference() }
  DereferenceMetadata(): void { this.release() }
}
