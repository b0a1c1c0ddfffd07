import type { CHttpModule, IHttpModuleFactory } from './http-module.ts'

/** Ours: the factory that nearly every module writes by hand — a new instance for each request, nothing to release. */
export function createModuleFactory(Module: new () => CHttpModule): IHttpModuleFactory {
  return { GetHttpModule: () => new Module(), Terminate: () => {} }
}
