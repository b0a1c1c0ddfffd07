// isapi-bridge plan: what would run, in which order, and why.

import { planSetup } from '../site/plan-setup.ts'
import { readArguments } from './arguments.ts'
import { EXIT } from './exit-codes.ts'
import type { StackArguments } from './options.ts'
import type { Output } from './output.ts'
import { formatPlan } from './format-plan.ts'

export interface PlanArguments extends StackArguments { readonly json?: boolean }

/** Gives the exit code: contradictions are errors. */
export async function plan(given: PlanArguments, output: Output): Promise<number> {
  const result = await planSetup(await readArguments(given))
  if (given.json === true) output.out(JSON.stringify(result, null, 2))
  else for (const line of formatPlan(result, output)) output.out(line)
  return result.errors.length === 0 ? EXIT.fine.code : EXIT.setup.code
}
