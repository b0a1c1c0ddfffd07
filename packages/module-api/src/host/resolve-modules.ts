// GL_APPLICATION_RESOLVE_MODULES: global modules add modules to the list.

import { ERROR_FILE_NOT_FOUND, ERROR_INVALID_PARAMETER, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { PRIORITY_ALIAS } from '../constants.ts'
import { ModuleContractError } from '../errors.ts'
import type { IHttpApplicationResolveModulesProvider } from '../global-providers.ts'
import type { IHttpApplication } from '../http-application.ts'
import type { IHttpModuleFactory } from '../http-module.ts'
import type { IHttpServer } from '../http-server.ts'
import type { GlobalNotifier } from '../pipeline/global-notifier.ts'
import { RegisteredModule } from '../pipeline/registry.ts'
import type { HTTP_MODULE_ID } from '../stored-context.ts'
import { ApplicationProvider } from './global-providers.ts'
import { checkPreCondition } from './pre-condition.ts'

class ResolveModulesProvider extends ApplicationProvider implements IHttpApplicationResolveModulesProvider {
  open = true
  readonly #modules: RegisteredModule[]
  readonly #server: IHttpServer

  constructor(application: IHttpApplication, modules: RegisteredModule[], server: IHttpServer) {
    super(application)
    this.#modules = modules
    this.#server = server
  }

  RegisterModule(
    parentModuleId: HTTP_MODULE_ID, pModuleFactory: IHttpModuleFactory, pszModuleName: string, _pszModuleType: string,
    pszModulePreCondition: string, dwRequestNotifications: number, dwPostRequestNotifications: number
  ): HRESULT {
    this.#checkOpen('RegisterModule')
    const parent = this.#modules.find(({ id }) => id === parentModuleId)
    if (parent === undefined) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)
    const isName = typeof pszModuleName === 'string' && pszModuleName !== '' && !this.#modules.some(({ name }) => name === pszModuleName)
    const condition = pszModulePreCondition ?? ''
    if (!isName || typeof pModuleFactory?.GetHttpModule !== 'function' || checkPreCondition(condition) !== null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const module = new RegisteredModule(pszModuleName, this.#modules.length, (error) => { this.#server.report(error) }, parent)
    const hr = module.SetRequestNotifications(pModuleFactory, dwRequestNotifications, dwPostRequestNotifications)
    module.seal()
    if (FAILED(hr)) return hr
    if (this.#server.SatisfiesPrecondition(condition)) this.#modules.push(module)
    return S_OK
  }

  SetPriorityForRequestNotification(pszModuleName: string, dwRequestNotification: number, pszPriorityAlias: PRIORITY_ALIAS): HRESULT {
    this.#checkOpen('SetPriorityForRequestNotification')
    const module = this.#modules.find(({ name }) => name === pszModuleName)
    return module === undefined ? HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) : module.setPriority('event', dwRequestNotification, pszPriorityAlias)
  }

  #checkOpen(call: string): void {
    if (!this.open) throw new ModuleContractError('ERR_MODULE_LATE_REGISTRATION', `${call} was called after OnGlobalApplicationResolveModules had returned.`)
  }
}

/** Raises the event; what global modules add comes at the end of `modules`. */
export function resolveModules(modules: RegisteredModule[], application: IHttpApplication, server: IHttpServer, events: GlobalNotifier): void {
  const provider = new ResolveModulesProvider(application, modules, server)
  events.notify('OnGlobalApplicationResolveModules', provider)
  provider.open = false
}
