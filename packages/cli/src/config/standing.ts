import { checkPreCondition, isPreConditionMet } from '@isapi-bridge/module-api'
import { CliError } from '../errors.ts'
import type { Standing } from '../setup.ts'

/** Whether an entry of a list runs, as far as the list itself decides it. */
export function standingOf(entry: { readonly enabled: boolean; readonly preCondition: string; readonly appPoolName: string }, where: string): Standing {
  const wrong = checkPreCondition(entry.preCondition)
  if (wrong !== null) throw new CliError('ERR_CLI_CONFIG', `${where} ${wrong}`, 'Correct it, or leave it out.')
  if (!entry.enabled) return 'disabled'
  return isPreConditionMet(entry.preCondition, entry.appPoolName) ? 'runs' : 'precondition not met'
}
