// Mirrors httpserv.h: stored contexts and the containers that own them.

import type { HRESULT } from '@isapi-bridge/win32'

/** Opaque key of a loaded module: unique in the process, the same for the module's whole life. [IHttpModuleRegistrationInfo::GetId] */
export type HTTP_MODULE_ID = number & { readonly __brand?: 'HTTP_MODULE_ID' }

/** Something that a module hangs on a server object. The container owns it from the moment it is set. [IHttpStoredContext] */
export interface IHttpStoredContext {
  /**
   * Called by the container, exactly once, when the owning object dies: release what the context holds.
   * Never call it yourself. The order between modules is not specified.
   */
  CleanupStoredContext(): void
}

/** A context on a connection, told when the client goes away. [httpserv.h] */
export interface IHttpConnectionStoredContext extends IHttpStoredContext {
  /** The client has disconnected. The context itself is cleaned later, after the last request of the connection. */
  NotifyDisconnect(): void
}

/** One slot per module id. There is no replace and no remove: store one object and change that. [IHttpModuleContextContainer] */
export interface IHttpModuleContextContainer {
  /** The context that this module stored here, or null. Owned by the container. */
  GetModuleContext(moduleId: HTTP_MODULE_ID): IHttpStoredContext | null
  /**
   * Stores a context; it stays until the owner dies.
   * S_OK; ERROR_INVALID_PARAMETER for null or a dead container; ERROR_ALREADY_ASSIGNED when the module has one here (the first one stays).
   */
  SetModuleContext(ppStoredContext: IHttpStoredContext | null, moduleId: HTTP_MODULE_ID): HRESULT
}

/** The container of a connection; its contexts hear of the disconnect. [httpserv.h] */
export interface IHttpConnectionModuleContextContainer extends IHttpModuleContextContainer {
  /** The connection context of this module, or null. */
  GetConnectionModuleContext(moduleId: HTTP_MODULE_ID): IHttpConnectionStoredContext | null
  /** As SetModuleContext. When the client is gone already NotifyDisconnect is called at once. */
  SetConnectionModuleContext(ppStoredContext: IHttpConnectionStoredContext | null, moduleId: HTTP_MODULE_ID): HRESULT
}

/** A container that its owner gives back. [idispensedhttpmodulecontextcontainer-interface] */
export interface IDispensedHttpModuleContextContainer extends IHttpModuleContextContainer {
  /** Cleans what a container of IHttpServer.DispenseContainer holds; does nothing on any other container. */
  ReleaseContainer(): void
}

/** Contexts of one request under names instead of module ids, for what several modules have to find. [inamedcontextcontainer-interface] */
export interface INamedContextContainer {
  /** The context of this name, or null. Owned by the container. */
  GetNamedContext(szName: string): IHttpStoredContext | null
  /** Stores a context until the end of the request. ERROR_INVALID_PARAMETER: null, an empty name, a dead container; ERROR_ALREADY_ASSIGNED: the name is taken. */
  SetNamedContext(ppStoredContext: IHttpStoredContext | null, szName: string): HRESULT
}
