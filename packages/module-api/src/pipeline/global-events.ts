// TABLE: the global notifications, their handlers, and when this host raises them.

import {
  GL_APPLICATION_PRELOAD, GL_APPLICATION_RESOLVE_MODULES, GL_APPLICATION_START, GL_APPLICATION_STOP, GL_CACHE_CLEANUP, GL_CACHE_OPERATION,
  GL_CONFIGURATION_CHANGE, GL_CUSTOM_NOTIFICATION, GL_FILE_CHANGE, GL_HEALTH_CHECK, GL_PRE_BEGIN_REQUEST, GL_RSCA_QUERY, GL_STOP_LISTENING,
  GL_SUSPEND_PROCESS, GL_THREAD_CLEANUP, GL_TRACE_EVENT, type GLOBAL_NOTIFICATION
} from '../constants.ts'
import type { CGlobalModule } from '../global-module.ts'

export type GlobalHandler = Extract<keyof CGlobalModule, `On${string}`>

export interface GlobalEventRow {
  readonly notification: GLOBAL_NOTIFICATION
  readonly name: string
  readonly handler: GlobalHandler
  /** False: SetGlobalNotifications answers ERROR_NOT_SUPPORTED. */
  readonly raised: boolean
  /** A handler may answer with a promise. */
  readonly mayPend: boolean
  /** When it is raised, or why it never is. */
  readonly remark: string
}

const row = (notification: GLOBAL_NOTIFICATION, name: string, handler: GlobalHandler, what: 'at once' | 'may pend' | 'never', remark: string): GlobalEventRow =>
  ({ notification, name, handler, raised: what !== 'never', mayPend: what === 'may pend', remark })

export const GLOBAL_EVENTS: readonly GlobalEventRow[] = [
  row(GL_STOP_LISTENING,              'GL_STOP_LISTENING',              'OnGlobalStopListening',             'may pend', 'the server begins to close'),
  row(GL_CACHE_CLEANUP,               'GL_CACHE_CLEANUP',               'OnGlobalCacheCleanup',              'never',    'the caches of the server are its own'),
  row(GL_CACHE_OPERATION,             'GL_CACHE_OPERATION',             'OnGlobalCacheOperation',            'never',    'the caches of the server are its own'),
  row(GL_HEALTH_CHECK,                'GL_HEALTH_CHECK',                'OnGlobalHealthCheck',               'never',    'nothing pings the process'),
  row(GL_CONFIGURATION_CHANGE,        'GL_CONFIGURATION_CHANGE',        'OnGlobalConfigurationChange',       'at once',  'NotifyConfigurationChange'),
  row(GL_FILE_CHANGE,                 'GL_FILE_CHANGE',                 'OnGlobalFileChange',                'at once',  'NotifyFileChange, or a monitor of RegisterFileChangeMonitor'),
  row(GL_PRE_BEGIN_REQUEST,           'GL_PRE_BEGIN_REQUEST',           'OnGlobalPreBeginRequest',           'may pend', 'a request exists, before the pipeline'),
  row(GL_APPLICATION_START,           'GL_APPLICATION_START',           'OnGlobalApplicationStart',          'may pend', 'the server is ready, before the first request'),
  row(GL_APPLICATION_RESOLVE_MODULES, 'GL_APPLICATION_RESOLVE_MODULES', 'OnGlobalApplicationResolveModules', 'at once',  'all modules are loaded, before the plan is made'),
  row(GL_APPLICATION_STOP,            'GL_APPLICATION_STOP',            'OnGlobalApplicationStop',           'may pend', 'the server closes, after the last request'),
  row(GL_RSCA_QUERY,                  'GL_RSCA_QUERY',                  'OnGlobalRSCAQuery',                 'never',    'there is no service that asks for run-time status'),
  row(GL_TRACE_EVENT,                 'GL_TRACE_EVENT',                 'OnGlobalTraceEvent',                'at once',  'a trace event of a module, or of the server'),
  row(GL_CUSTOM_NOTIFICATION,         'GL_CUSTOM_NOTIFICATION',         'OnGlobalCustomNotification',        'at once',  'IHttpServer.NotifyCustomNotification'),
  row(GL_THREAD_CLEANUP,              'GL_THREAD_CLEANUP',              'OnGlobalThreadCleanup',             'never',    'there is no pool of request threads'),
  row(GL_APPLICATION_PRELOAD,         'GL_APPLICATION_PRELOAD',         'OnGlobalApplicationPreload',        'never',    'an application is loaded with the server; GL_APPLICATION_START can warm it up'),
  row(GL_SUSPEND_PROCESS,             'GL_SUSPEND_PROCESS',             'OnSuspendProcess',                  'never',    'no idle process is suspended')
]

/** The events of a mask that are never raised, and the bits of none, in words; empty when there are no such. */
export function unsupportedGlobalEvents(mask: number): string[] {
  const names: string[] = []
  for (let bit = 0; bit < 32; bit++) {
    const flag = (1 << bit) >>> 0
    if ((mask & flag) === 0) continue
    const known = GLOBAL_EVENTS.find(({ notification }) => notification === flag)
    if (known === undefined) names.push(`0x${flag.toString(16)} (no such event)`)
    else if (!known.raised) names.push(`${known.name} (${known.remark})`)
  }
  return names
}
