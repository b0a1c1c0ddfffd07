// <handlers>: mappings whose modules are here as they are; what others would take is answered with an error, never with the file itself.

import type { HandlerMapping } from '@isapi-bridge/module-api'
import type { Slot } from '../setup.ts'
import { collect } from './collections.ts'
import { NEEDLESS_HANDLERS } from './iis-modules.ts'
import type { Configuration } from './levels.ts'
import { MISSING_HANDLER } from '../site/missing-handler.ts'
import type { ApplicationPlace } from './module-list.ts'
import type { Element } from './xml-file.ts'

const TEXTS = ['type', 'scriptProcessor', 'resourceType', 'requireAccess', 'preCondition'] as const

/** The mappings of one application; undefined: the files have none. */
export function handlersOf(configuration: Configuration, place: ApplicationPlace, slots: readonly Slot[]): HandlerMapping[] | undefined {
  const levels = configuration.levels(['handlers'], place.site, place.path)
  const members = collect(levels, 'add', 'name')
  if (members.length === 0) return undefined
  const here = new Set(slots.flatMap((slot) => (slot.kind === 'built-in' ? [slot.name] : slot.kind === 'module' && slot.module.standing === 'runs' ? [slot.module.name] : [])))
  return members.flatMap(({ element }) => toMapping(element, here))
}

function toMapping(element: Element, here: ReadonlySet<string>): HandlerMapping[] {
  const modules = (element.attribute('modules') ?? 'ManagedPipelineHandler').split(',').map((name) => name.trim()).filter((name) => name !== '')
  const present = modules.filter((name) => here.has(name))
  if (present.length === 0 && modules.every((name) => NEEDLESS_HANDLERS.includes(name))) return []
  // What has an extension of its own was a program: where its precondition does not hold either, the next mapping would hand out its source.
  const guarded = present.length === 0 && element.required('path').split(',').every((part) => /\.\w+$/.test(part.trim()))
  const texts = Object.fromEntries(TEXTS.flatMap((name) => (element.attribute(name) === undefined || (guarded && name === 'preCondition') ? [] : [[name, element.attribute(name)]])))
  const limit = element.number('responseBufferLimit')
  return [{
    ...texts,
    name: element.required('name'), path: element.required('path'), verb: element.required('verb'),
    // A mapping that had several modules keeps those that are here: the others have declined, so to say.
    modules: present.length === 0 ? MISSING_HANDLER : present.join(','),
    ...(element.attribute('allowPathInfo') !== undefined && { allowPathInfo: element.boolean('allowPathInfo', false) }),
    ...(limit !== undefined && { responseBufferLimit: limit })
  }]
}
