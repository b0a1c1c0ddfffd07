// What `builtIn` of our own configuration decides over an IIS file.

import type { BuiltInConfig } from '../config/config.ts'
import type { Slot } from '../setup.ts'
import { resolveOptions, type BuiltInName } from '../site/built-in.ts'
import type { Element } from './xml-file.ts'

/** None for false, one for options; undefined: the file decides. */
export function slotChosen(builtIn: BuiltInConfig, name: BuiltInName, base: string): Slot[] | undefined {
  const chosen = builtIn[name]
  if (chosen === false) return []
  return typeof chosen === 'object' ? [{ kind: 'built-in', name, options: resolveOptions(chosen, base), where: `builtIn.${name}` }] : undefined
}

/** Basic authentication is on, and nobody has said against which accounts. */
export function noWindowsAccounts(element: Element, what: string): Error {
  return element.error(`${what}; the accounts of Windows are not here`, 'Name those that there are: `builtIn: { BasicAuthenticationModule: { realm: \'…\', htpasswd: \'./accounts\' } }`, or `false` to go without.')
}
