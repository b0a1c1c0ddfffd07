// The attribute preCondition: under which conditions an entry of the configuration counts.

import { arch } from 'node:process'

const is64bit = /64/.test(arch) || arch === 's390x'

/** TABLE: the conditions that have no value, and whether they hold here. There is one pipeline, and no CLR. */
const CONDITIONS: Readonly<Record<string, boolean>> = {
  'integratedMode': true,
  'ISAPIMode': false,
  'classicMode': false, // what traces call ISAPIMode
  'bitness32': !is64bit,
  'bitness64': is64bit,
  'runtimeVersionv1.0': false,
  'runtimeVersionv1.1': false,
  'runtimeVersionv2.0': false,
  'runtimeVersionv4.0': false
}

const POOLS = 'appPoolName='

function partsOf(preCondition: string): string[] {
  return preCondition.split(',').map((part) => part.trim()).filter((part) => part !== '')
}

/** What is wrong with it, and the remedy; null when nothing is. */
export function checkPreCondition(preCondition: string): string | null {
  const unknown = partsOf(preCondition).find((part) => !Object.hasOwn(CONDITIONS, part) && !part.startsWith(POOLS))
  return unknown === undefined ? null : `has no "${unknown}"; there are ${Object.keys(CONDITIONS).join(', ')}, ${POOLS}name;name.`
}

/** Whether all conditions hold. */
export function isPreConditionMet(preCondition: string, appPoolName: string): boolean {
  return partsOf(preCondition).every((part) => (part.startsWith(POOLS) ? part.slice(POOLS.length).split(';').includes(appPoolName) : CONDITIONS[part] === true))
}
