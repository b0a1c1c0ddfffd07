// Failed Request Tracing of one site: <traceFailedRequestsLogging> says where and whether, <tracing><traceFailedRequests> of its applications what.

import { isAbsolute } from 'node:path'
import { parseStatusCodes, type CaptureRule } from '@isapi-bridge/trace'
import { messageOf } from '../errors.ts'
import type { FailedRequestSetup } from '../setup.ts'
import { collect, innermost, type Level } from './collections.ts'
import type { Configuration } from './levels.ts'
import type { WindowsPaths } from './windows-paths.ts'
import type { Element } from './xml-file.ts'

const SECTION = ['tracing', 'traceFailedRequests'] as const
const DEFAULT_DIRECTORY = '%SystemDrive%\\inetpub\\logs\\FailedReqLogFiles'

/** TABLE: areas of the provider WWW Server, and their bits; those without one raise no event here. */
const AREAS: Readonly<Record<string, number>> = {
  authentication: 0x2, security: 0x4, filter: 0x8, staticfile: 0x10, cgi: 0x20, compression: 0x40, cache: 0x80, requestnotifications: 0x100, module: 0x200, fastcgi: 0x1000, websocket: 0x4000,
  rewrite: 0, requestrouting: 0, isapi: 0
}
/** TABLE: how important an event must be to be shown. */
const LEVELS: readonly string[] = ['general', 'criticalerror', 'error', 'warning', 'information', 'verbose']
const SEVERITIES = ['Ignore', 'CriticalError', 'Error', 'Warning'] as const

type NoteOf = (element: Element, text: string) => void

/** What is common to the readers of one site. */
export interface TracedSite {
  readonly configuration: Configuration
  readonly name: string
  /** Paths of the applications, `/` first. */
  readonly applications: readonly string[]
  readonly paths: WindowsPaths
  readonly note: NoteOf
}

/** @param logging `<traceFailedRequestsLogging>` of the defaults and of the site. Null: nothing is written, which is the default. */
export function failedRequestsOf(logging: readonly Level[], { configuration, name, applications, paths, note }: TracedSite): FailedRequestSetup | null {
  const enabled = innermost(logging, 'enabled')
  if (enabled?.element.boolean('enabled', false) !== true) return null // Fidelity: freb.enabled
  const rules = applications.toReversed().flatMap((path) => rulesOf(configuration.levels(SECTION, name, path), path, note))
  if (rules.length === 0) return null
  const said = innermost(logging, 'directory')?.value ?? DEFAULT_DIRECTORY
  const directory = paths.toLocal(said)
  if (!isAbsolute(directory)) {
    note(enabled.element, `failed requests are not written: say in \`iis.paths\` where ${said} is here.`)
    return null
  }
  return { directory, rules, ...countOf(logging, 'maxLogFiles'), ...countOf(logging, 'maxLogFileSizeKB') }
}

function countOf(logging: readonly Level[], name: 'maxLogFiles' | 'maxLogFileSizeKB'): { readonly [Name in typeof name]?: number } {
  const element = innermost(logging, name)?.element
  const count = element?.number(name)
  if (count === 0) throw element?.error(`has \`${name}="0"\``, 'It must be at least 1.')
  return count === undefined ? {} : { [name]: count }
}

/** Rules of one application; of an inner one its own, because those around it are read with the outermost. */
function rulesOf(levels: readonly Level[], application: string, note: NoteOf): CaptureRule[] {
  if (application === '/') return collect(levels, 'add', 'path').map(({ element }) => ruleOf(element, '', note))
  const own = levels.filter(({ scope }) => scope === 'application')
  for (const { element } of own) for (const child of element.children) if (child.name !== 'add') note(child, 'rules of outer levels count here as well: what is taken away for an application alone stays.')
  return own.flatMap(({ element }) => element.all('add')).map((element) => ruleOf(element, application, note))
}

/** A rule of the site, from the path on at which its level stands. */
function ruleOf(element: Element, application: string, note: NoteOf): CaptureRule {
  if (element.attribute('customActionExe') !== undefined) note(element, 'customActionExe is not run.')
  const failures = element.all('failureDefinitions').map((child): Level => ({ element: child, scope: 'site' }))
  const status = innermost(failures, 'statusCodes')
  if (status !== null) checkStatus(status.element, status.value)
  const verbosity = innermost(failures, 'verbosity')
  const pattern = element.required('path').replace(/^\/+/, '')
  return {
    path: `${application}/${pattern}`,
    ...(status !== null && { statusCodes: status.value }),
    timeTaken: timeOf(innermost(failures, 'timeTaken')),
    ...(verbosity !== null && { verbosity: oneOf(SEVERITIES, verbosity.element, 'verbosity', verbosity.value) }),
    ...traceOf(element, note)
  }
}

function checkStatus(element: Element, value: string): void {
  try {
    parseStatusCodes(value)
  } catch (error) {
    throw element.error(`has \`statusCodes="${value}"\``, messageOf(error))
  }
}

/** `00:00:30`, with or without days and fractions, in milliseconds. */
function timeOf(given: { readonly value: string; readonly element: Element } | null): number {
  if (given === null) return 0
  const [, days = 0, hours, minutes, seconds] = /^\s*(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)\s*$/.exec(given.value) ?? []
  if (hours === undefined) throw given.element.error(`has \`timeTaken="${given.value}"\``, 'It must be hours:minutes:seconds, such as 00:00:30.')
  return Math.round((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000)
}

function oneOf<Name extends string>(names: readonly Name[], element: Element, attribute: string, value: string): Name {
  const found = names.find((name) => name.toLowerCase() === value.trim().toLowerCase())
  if (found === undefined) throw element.error(`has \`${attribute}="${value}"\``, `It must be one of ${names.join(', ')}.`)
  return found
}

/** Of the providers one has events here. */
function traceOf(rule: Element, note: NoteOf): Pick<CaptureRule, 'areas' | 'traceVerbosity'> {
  const entry = rule.all('traceAreas').flatMap((areas) => areas.all('add')).find((add) => add.required('provider').toLowerCase() === 'www server')
  if (entry === undefined) return { areas: 0, traceVerbosity: 0 }
  const names = (entry.attribute('areas') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '')
  let areas = 0
  for (const name of names) {
    const bit = AREAS[name.toLowerCase()]
    if (bit === undefined) note(entry, `the area ${name} has no events here.`) // somebody's own, of traceProviderDefinitions
    else areas |= bit
  }
  const level = entry.attribute('verbosity') ?? 'Verbose'
  return { areas, traceVerbosity: LEVELS.indexOf(oneOf(LEVELS, entry, 'verbosity', level)) }
}
