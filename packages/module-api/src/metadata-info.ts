// Mirrors httpserv.h: the configuration that applies to a request.

import type { IHttpTokenEntry } from './http-cache.ts'
import type { IHttpModuleContextContainer } from './stored-context.ts'

/** One object for each distinct configuration path. [IMetadataInfo] */
export interface IMetadataInfo {
  /**
   * Configuration path: `MACHINE/WEBROOT/APPHOST/Default Web Site`, or that of a folder below where the configuration says something of its own for it.
   * GetAdminSection finds there what counts for the request.
   */
  GetMetaPath(): string
  /** Folder of the virtual directory. */
  GetVrPath(): string
  /** Token of the account that the virtual directory is read with: null, there are no such accounts here. */
  GetVrToken(): IHttpTokenEntry | null
  /** The place for parsed configuration: once the configuration of the path has changed, requests get a new, empty container. */
  GetModuleContextContainer(): IHttpModuleContextContainer
}

/** Metadata that is kept beyond a request. [IReferencedMetadataInfo] */
export interface IReferencedMetadataInfo extends IMetadataInfo {
  ReferenceMetadata(): void
  /** Gives a reference back; the object ends with the last one. */
  DereferenceMetadata(): void
}
