// Imports of contexts: completions, child requests, variables, mapping.

import type { IHttpUser, REQUEST_NOTIFICATION_STATUS } from '@isapi-bridge/module-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_NOT_ENOUGH_MEMORY, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { wideSize } from '../byte-text.ts'
import { PATH_VARIABLES } from '../path-map.ts'
import type { Import } from '../web-assembly.ts'
import { isError, INVALID_PARAMETER, NOT_SUPPORTED, type Environment } from './environment.ts'
import { ForeignNotification, ForeignUser } from './foreign.ts'
import { GuestHttpModule, kindOfProvider } from './guest-http-module.ts'
import { newestOf } from './object-imports.ts'
import type { ContextRecord } from './guest-object.ts'


/** A user that a module gives: one of the server's, or its own; null for NULL. */
export function userAt(env: Environment, address: number): IHttpUser | null {
  if (address === 0) return null
  const guest = env.guest()
  const found = guest.objects.find(address)
  return found === null ? new ForeignUser(guest, address, env) : guest.objects.value<'user'>(found.place)
}

export function contextImports(env: Environment): Readonly<Record<string, Import>> {
  const context = (place: number): ContextRecord => env.guest().objects.context(place)

  return {
    IndicateCompletion(place = 0, status = 0) {
      const record = context(place)
      record.pends = false
      record.value.IndicateCompletion(status as REQUEST_NOTIFICATION_STATUS) // another number is reported there
    },
    PostCompletion(place = 0, bytes = 0, routine = 0, argument = 0) {
      const record = context(place)
      const { value } = record
      record.expects = true
      if (routine === 0) return value.PostCompletion(bytes >>> 0)
      const guest = env.guest()
      return value.PostCompletion(bytes >>> 0, (error, count) => {
        if (guest.fault !== null) throw guest.fault // nobody else would complete what waits for it
        env.enter(guest, 'a completion routine', 0, () => guest.entry('isapi_routine')(routine, error, count, argument))
      })
    },
    DisableNotifications(place = 0, events = 0, postEvents = 0) { context(place).value.DisableNotifications(events >>> 0, postEvents >>> 0) },
    GetNextNotification(place = 0, status = 0, notification = 0, post = 0, module = 0, provider = 0) {
      const guest = env.guest()
      const record = context(place)
      const next = record.value.GetNextNotification(status as REQUEST_NOTIFICATION_STATUS) // checked there
      if (next === null || !(next.ppModuleInfo instanceof GuestHttpModule)) return 0
      guest.setWord(notification, next.pdwNotification)
      guest.setWord(post, next.pfIsPostNotification ? 1 : 0)
      guest.setWord(module, next.ppModuleInfo.address)
      const kind = kindOfProvider(next.pdwNotification, next.pfIsPostNotification)
      if (kind === 'event') record.provider = next.ppRequestOutput
      guest.setWord(provider, kind === 'event' ? record.providerAddress : guest.objects.addressOf(kind, next.ppRequestOutput, record))
      return 1
    },
    GetIsLastNotification: (place = 0, status = 0) => Number(context(place).value.GetIsLastNotification(status as REQUEST_NOTIFICATION_STATUS)), // checked there
    ExecuteRequest(place = 0, async = 0, child = 0, flags = 0, user = 0, expected = 0) {
      const guest = env.guest()
      const found = guest.objects.find(child)
      const record = context(place)
      const result = record.value.ExecuteRequest(async !== 0, found?.kind === 'context' ? guest.objects.value<'context'>(found.place) : null, flags >>> 0, userAt(env, user))
      if (result.pfCompletionExpected) record.expects = true
      guest.setWord(expected, result.pfCompletionExpected ? 1 : 0)
      return result.hr
    },
    GetServerVariable(place = 0, name = 0, at = 0, length = 0, wide = 0) {
      const guest = env.guest()
      const { value, memory } = context(place)
      const variable = guest.memory.name(name)
      if (variable === null || at === 0 || length === 0) return INVALID_PARAMETER
      const found = value.GetServerVariable(variable, wide === 0 ? 'PCSTR' : 'PCWSTR')
      if (isError(found)) return found
      const text = PATH_VARIABLES.has(variable) ? (wide === 0 ? env.bytesToGuest(found) : env.toGuest(found)) : found
      const written = wide === 0 ? memory.narrow(text) : memory.wide(text)
      if (written.address === 0) return HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY)
      guest.memory.setWord(at, written.address)
      guest.memory.setWord(length, written.length)
      return S_OK
    },
    SetServerVariable: (place = 0, name = 0, value = 0) => context(place).value.SetServerVariable(env.guest().memory.string(name) ?? '', env.guest().wide(value) ?? ''),
    InheritServerVariable: (place = 0, name = 0, fail = 0) => context(place).value.InheritServerVariable(env.guest().memory.string(name) ?? '', fail !== 0),
    AllocateMemory(place = 0, size = 0) {
      const guest = env.guest()
      const record = guest.objects.at(place)
      const bytes = size >>> 0
      if (bytes === 0) return 0
      if (record.kind === 'allocator') return (guest.making ? guest.allocating ??= guest.takeMemory() : guest.current?.memory)?.take(bytes) ?? 0
      // Of a connection: it lives to the end of it, for nobody gives it back before.
      return record.kind === 'connection' ? guest.objects.memoryOf(guest.objects.value<'connection'>(place)).take(bytes) : record.memory.take(bytes)
    },
    MapPath(place = 0, url = 0, at = 0, size = 0) {
      const guest = env.guest()
      const text = guest.wide(url)
      if (text === null || size === 0) return INVALID_PARAMETER
      const mapped = context(place).value.MapPath(text)
      if (isError(mapped)) return mapped
      const path = env.toGuest(mapped)
      const needed = wideSize(path)
      const room = guest.memory.word(size)
      guest.memory.setWord(size, needed)
      if (at === 0 || room < needed) return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)
      guest.memory.writeWide(at, path)
      return S_OK
    },
    NotifyCustomNotification(place = 0, provider = 0, expected = 0) {
      const guest = env.guest()
      const record = guest.objects.at(place)
      const notification = provider === 0 ? null : new ForeignNotification(guest, provider, env)
      if (record.kind === 'server') return notification === null ? 0 : guest.objects.value<'server'>(place).NotifyCustomNotification(notification)
      const result = context(place).value.NotifyCustomNotification(notification)
      if (result.pfCompletionExpected) context(place).expects = true
      guest.setWord(expected, result.pfCompletionExpected ? 1 : 0)
      return result.hr
    },
    CloneContext(place = 0, flags = 0, clone = 0) {
      if (clone === 0) return INVALID_PARAMETER
      const guest = env.guest()
      const parent = context(place)
      const made = parent.value.CloneContext(flags >>> 0)
      const newest = isError(made) ? made : newestOf(made)
      guest.memory.setWord(clone, isError(newest) ? 0 : guest.objects.cloneOf(parent, newest).address)
      return isError(newest) ? newest : S_OK
    },
    ReleaseClonedContext(place = 0) {
      const { objects } = env.guest()
      const record = context(place)
      const parent = record.value.GetParentContext()
      const hr = record.value.ReleaseClonedContext()
      const newest = parent === null ? NOT_SUPPORTED : newestOf(parent)
      if (hr === S_OK && !isError(newest)) objects.releaseClone(record, objects.contextOf(newest))
      return hr
    },
    GetCurrentExecutionStats(place = 0, notification = 0, start = 0, module = 0, moduleStart = 0, async = 0, asyncStart = 0) {
      const guest = env.guest()
      const { value, memory } = context(place)
      const stats = value.GetCurrentExecutionStats()
      guest.setWord(notification, stats.pdwNotification)
      guest.setWord(start, stats.pdwNotificationStartTickCount)
      guest.setWord(module, memory.wide(stats.ppszModule).address)
      guest.setWord(moduleStart, stats.pdwModuleStartTickCount)
      guest.setWord(async, stats.pdwAsyncNotification)
      guest.setWord(asyncStart, stats.pdwAsyncNotificationStartTickCount)
      return stats.hr
    },
    CancelIo: (place = 0) => context(place).value.CancelIo(),
    MapHandler(place = 0, site = 0, siteName = 0, url = 0, verb = 0, map = 0, ignoreWildcards = 0) {
      const guest = env.guest()
      const record = context(place)
      const found = record.value.MapHandler(site >>> 0, guest.wide(siteName) ?? '', guest.wide(url) ?? '', guest.memory.string(verb) ?? '', ignoreWildcards !== 0)
      guest.setWord(map, isError(found) ? 0 : guest.objects.addressOf('scriptMap', found, record))
      return isError(found) ? found : S_OK
    }
  }
}
