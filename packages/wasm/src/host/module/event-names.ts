// Names of the events that a module has asked for.

import { GLOBAL_EVENTS, STAGES } from '@isapi-bridge/module-api'
import { RQ_CUSTOM_NOTIFICATION, RQ_MAP_PATH, RQ_READ_ENTITY, RQ_SEND_RESPONSE } from '@isapi-bridge/module-api'

const NESTED: readonly (readonly [number, string])[] = [[RQ_MAP_PATH, 'RQ_MAP_PATH'], [RQ_READ_ENTITY, 'RQ_READ_ENTITY'], [RQ_SEND_RESPONSE, 'RQ_SEND_RESPONSE'], [RQ_CUSTOM_NOTIFICATION, 'RQ_CUSTOM_NOTIFICATION']]

export function eventNames({ events, postEvents, globalEvents }: { readonly events: number; readonly postEvents: number; readonly globalEvents: number }): string[] {
  return [
    ...STAGES.flatMap(({ notification, name }) => [...((events & notification) === 0 ? [] : [`RQ_${name}`]), ...((postEvents & notification) === 0 ? [] : [`RQ_${name} (post)`])]),
    ...NESTED.flatMap(([flag, name]) => ((events & flag) === 0 ? [] : [name])),
    ...GLOBAL_EVENTS.flatMap(({ notification, name }) => ((globalEvents & notification) === 0 ? [] : [name]))
  ]
}
