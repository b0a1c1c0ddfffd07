// The objects of the modules of one request: made by the factories, disposed at the end.

import { ERROR_INVALID_PARAMETER, ERROR_UNHANDLED_EXCEPTION, FAILED, HRESULT_FROM_WIN32, hresultToHex, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError, threw } from '../errors.ts'
import { CHttpModule, type IModuleAllocator } from '../http-module.ts'
import { allocate } from './memory.ts'
import type { RegisteredModule } from './registry.ts'
import type { RunOwner } from './run-owner.ts'

/** By the index of the module; null: it has none. */
export type Instances = (CHttpModule | null)[]

const ALLOCATOR: IModuleAllocator = { AllocateMemory: allocate }

/** False when a factory failed. */
export function fillInstances(instances: Instances, modules: readonly RegisteredModule[], owner: RunOwner): boolean {
  let ok = true
  for (const module of modules) {
    if (module.factory === null) continue
    let made: unknown
    try {
      made = module.factory.GetHttpModule(ALLOCATOR)
    } catch (error) {
      made = HRESULT_FROM_WIN32(ERROR_UNHANDLED_EXCEPTION)
      owner.report(new ModuleContractError('ERR_MODULE_FACTORY', `The factory of module "${module.name}" threw.`, error))
    }
    if (made instanceof CHttpModule) {
      instances[module.index] = made
      continue
    }
    ok = false
    const hr = typeof made === 'number' && FAILED(made as HRESULT) ? (made as HRESULT) : HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER) // a foreign number is an HRESULT by contract
    owner.report(new ModuleContractError('ERR_MODULE_FACTORY', `The factory of module "${module.name}" gave no module (${hresultToHex(hr)}).`))
    owner.factoryFailed(hr, module.name)
    owner.fail(hr, module.name)
  }
  return ok
}

/** Every instance is disposed once. */
export function disposeInstances(instances: Instances, modules: readonly RegisteredModule[], owner: RunOwner): void {
  for (const module of modules) {
    try {
      instances[module.index]?.Dispose()
    } catch (error) {
      owner.report(threw(`Module "${module.name}" threw from Dispose`, error))
    }
  }
}
