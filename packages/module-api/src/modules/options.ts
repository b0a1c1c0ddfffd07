// Options of the built-in modules are checked when the module is made: a mistake stops the start and not a request.

import { ModuleContractError } from '../errors.ts'

/** Refuses the options of a module. `what` names the option and says what it must be. */
export function refuseOptions(module: string, what: string): never {
  throw new ModuleContractError('ERR_MODULE_OPTIONS', `${module}: ${what}`)
}

/** An option with a slip in its name would be a protection that is silently not in force. */
export function checkKeys(module: string, where: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuseOptions(module, `${where} must be an object with ${known.join(', ')}.`)
  const unknown = Object.keys(value).filter((key) => !known.includes(key))
  if (unknown.length > 0) refuseOptions(module, `${where} has no ${unknown.join(', ')}; there are ${known.join(', ')}.`)
}

export function checkBoolean(module: string, where: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') refuseOptions(module, `\`${where}\` must be true or false.`)
}

/** Checks a list of texts, each of which `isValid`. */
export function checkList(module: string, where: string, value: unknown, what: string, isValid: (text: string) => boolean): void {
  if (value === undefined) return
  if (!Array.isArray(value)) refuseOptions(module, `\`${where}\` must be an array of ${what}.`)
  const bad = value.findIndex((text: unknown) => typeof text !== 'string' || !isValid(text))
  if (bad !== -1) refuseOptions(module, `\`${where}\` must list ${what}, and ${JSON.stringify(value[bad]) ?? 'undefined'} is none.`)
}
