// What a module promised, within the time that a handler may take.

import { ModuleContractError } from '../errors.ts'

/** Whether inTime gave up. */
export function isLate(error: unknown): boolean { return error instanceof ModuleContractError && error.code === 'ERR_MODULE_TIMEOUT' }

/** Rejects with ERR_MODULE_TIMEOUT when it takes longer than `limit` ms; 0: no limit. `whom`: who is to blame, asked when it is over. */
export function inTime<T>(promised: T | PromiseLike<T>, limit: number, whom: () => string, what: string): Promise<T> {
  if (limit === 0) return Promise.resolve(promised)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new ModuleContractError('ERR_MODULE_TIMEOUT', `${whom()} did not complete ${what} within ${limit} ms.`)) }, limit).unref()
  })
  return Promise.race([promised, late]).finally(() => { clearTimeout(timer) })
}
