// Mirrors httpserv.h: what RegisterModule gets; with the additions of ours at the end.

import type { HRESULT } from '@isapi-bridge/win32'
import type { PRIORITY_ALIAS } from './constants.ts'
import type { CGlobalModule } from './global-module.ts'
import type { IHttpContext } from './http-context.ts'
import type { IHttpModuleFactory } from './http-module.ts'
import type { IHttpServer } from './http-server.ts'
import type { LogRecord } from './log-record.ts'
import type { RawDataHandlers } from './raw-data.ts'
import type { HTTP_MODULE_ID } from './stored-context.ts'

/** What a module asks for while it is being loaded. [IHttpModuleRegistrationInfo] */
export interface IHttpModuleRegistrationInfo {
  /** The configured name of the module. */
  GetName(): string
  /** The module's key for context containers; unique and constant. */
  GetId(): HTTP_MODULE_ID
  /**
   * Registers the factory for events (RQ_*) and post-events (the same bits, second mask).
   * ERROR_ALREADY_EXISTS the second time; ERROR_INVALID_PARAMETER for unknown bits.
   */
  SetRequestNotifications(pModuleFactory: IHttpModuleFactory, dwRequestNotifications: number, dwPostRequestNotifications: number): HRESULT
  /** Registers the global module for GL_* events. ERROR_ALREADY_EXISTS the second time; ERROR_NOT_SUPPORTED for events that do not exist here. */
  SetGlobalNotifications(pGlobalModule: CGlobalModule, dwGlobalNotifications: number): HRESULT
  /** Priority of these events; inverted for RQ_SEND_RESPONSE. ERROR_INVALID_PARAMETER for another alias. Bits that mean nothing to the module change nothing; the page knows no error for them. */
  SetPriorityForRequestNotification(dwRequestNotifications: number, pszPriority: PRIORITY_ALIAS): HRESULT
  /** Priority of these global events; errors and other bits as above. */
  SetPriorityForGlobalNotification(dwGlobalNotifications: number, pszPriority: PRIORITY_ALIAS): HRESULT
}

/** Adds the priority of post-events, which is separate from that of the events. [httpserv.h] */
export interface IHttpModuleRegistrationInfo2 extends IHttpModuleRegistrationInfo {
  /** Priority of these post-events. */
  SetPriorityForPostRequestNotification(dwPostRequestNotifications: number, pszPriority: PRIORITY_ALIAS): HRESULT
}

/**
 * Ours: steps after the final send, which IIS does not offer to modules. They run once for each request of a client, also when the client has
 * left, in three passes over all modules: request ended, log record, log line. The request's stored contexts are cleaned afterwards.
 */
export interface ClosingSteps {
  /** The response is out, or the client is gone. */
  onRequestEnded?(context: IHttpContext): void | PromiseLike<void>
  /** The record may be changed. */
  onLogRecord?(context: IHttpContext, record: LogRecord): void | PromiseLike<void>
  /** The record is final: write it. */
  onLogLine?(context: IHttpContext, record: Readonly<LogRecord>): void
}

/** Ours: one row of the plan: of a module, as a module that stands for something else describes it, or of the server itself (`core`). */
export interface PlanRow {
  readonly stage: string
  readonly post: boolean
  /** 'handler': a handler mapping; `notification` lists its modules, and `reason` begins with verb and path. */
  readonly kind: 'filter' | 'module' | 'handler' | 'core'
  readonly name: string
  readonly notification: string
  readonly priority: string
  /** Why it stands where it stands. */
  readonly reason: string
}

/** Ours: a module that publishes its own trace records and describes its own place, as each bridged filter does. */
export interface ModuleDisguise {
  readonly kind: 'filter'
  /** Rows of everything that runs behind modules with the same disguise, in the order in which it runs; asked once, of the first of them. */
  planRows(): readonly PlanRow[]
}

/** What modules get from us on top of the original registration. */
export interface ModuleRegistration extends IHttpModuleRegistrationInfo2 {
  /** Registers steps after the final send. ERROR_ALREADY_EXISTS the second time. */
  setClosingSteps(steps: ClosingSteps): HRESULT
  /**
   * Registers handlers of raw data, which require serial requests. Modules that give the same object have it called once, at the place of the first.
   * Blocks to the client pass the modules from the last to the first. ERROR_ALREADY_EXISTS the second time.
   */
  setRawDataHandlers(handlers: RawDataHandlers): HRESULT
  /** Requests of one connection reach this server's modules one after the other, each after the closing step of the one before. */
  requireSerialRequests(): void
  /** The pipeline leaves trace records and plan rows of this module to the module itself. */
  presentAs(disguise: ModuleDisguise): void
}

/**
 * Entry point of a module, called once when it is loaded. Anything but a success code refuses the start of the server.
 * @param dwServerVersion major version of the server (7)
 */
export type PFN_REGISTERMODULE = (dwServerVersion: number, pModuleInfo: ModuleRegistration, pGlobalInfo: IHttpServer) => HRESULT

/** An entry of `modules:`: the entry point, alone (named after the function) or with the name it is to have. */
export type ModuleEntry = PFN_REGISTERMODULE | { readonly name: string; readonly module: PFN_REGISTERMODULE }
