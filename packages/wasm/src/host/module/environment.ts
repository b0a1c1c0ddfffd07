// What the imports of a module know.

import type { CGlobalModule, IHttpModuleFactory } from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import type { Caller } from './foreign.ts'
import type { ModuleGuest } from './module-guest.ts'

export const INVALID_PARAMETER: HRESULT = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
export const NOT_SUPPORTED: HRESULT = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)

export interface Environment extends Caller {
  /** The instance that is calling. */
  readonly guest: () => ModuleGuest
  /** A path as the module writes it, and as this machine does. */
  toGuest(path: string): string
  /** The same for a narrow string. */
  bytesToGuest(path: string): string
  toHost(path: string): string
  factory(): IHttpModuleFactory
  /** That of a module which the instance adds to the list. */
  added(guest: ModuleGuest, name: string, factory: number): IHttpModuleFactory
  global(): CGlobalModule
  /** Says once in the log what the module did: a sentence without its subject. */
  tell(what: string): void
  /** Says once that there is no such method. */
  unsupported(method: string): void
}

/** Whether a value is the error that a method of the server gave in the place of an object or a text. */
export function isError<T extends object | string>(value: T | HRESULT): value is HRESULT { return typeof value === 'number' }
