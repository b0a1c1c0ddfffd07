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
