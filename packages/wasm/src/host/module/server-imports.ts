// Imports of the server, of providers and of registration.

import type { HTTP_MODULE_ID, IHttpEventProvider, IHttpServer2, PRIORITY_ALIAS } from '@isapi-bridge/module-api'
import { ERROR_INSUFFICIENT_BUFFER, HRESULT_FROM_WIN32, S_FALSE, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { Import } from '../web-assembly.ts'
import { userAt } from './context-imports.ts'
import { INVALID_PARAMETER, isError, NOT_SUPPORTED, type Environment } from './environment.ts'
import { ContextRecord } from './guest-object.ts'
import { unlessFull } from './request-memory.ts'
import { readChunks, readLog, writeLog } from './structures.ts'

/** TABLE: calls of the server with one text, in the order of `enum ServerText`. */
const SERVER_CALLS: readonly ((server: IHttpServer2, text: string, number: number) => HRESULT | void)[] = [
  (server, text, number) => { server.ReportUnhealthy(text, number as HRESULT) }, // whatever the module reports
  (server, text) => { server.RecycleProcess(text) },
  (server, text) => server.FlushKernelCache(text),
  (server, text) => { server.RecycleApplication(text) },
  (server, text) => { server.NotifyConfigurationChange(text) },
  (server, text) => { server.NotifyFileChange(text) },
  (server, text) => server.RemoveFragmentFromCache(text),
  (server, text) => (server.SatisfiesPrecondition(text) ? S_OK : S_FALSE)
]
/** Of those, the one whose text is a path. */
const FILE_CHANGE = 5

export function serverImports(env: Environment): Readonly<Record<string, Import>> {
  const server = (place: number): IHttpServer2 => env.guest().objects.value<'server'>(place)

  return {
    GetFile(place = 0, path = 0, cache = 0, file = 0) {
      const guest = env.guest()
      const text = guest.wide(path)
      if (text === null || file === 0) return INVALID_PARAMETER
      const found = server(place).GetFileInfo(env.toHost(text), null, null, null, null, cache !== 0)
      guest.memory.setWord(file, isError(found) ? 0 : guest.objects.given('fileInfo', found))
      return isError(found) ? found : S_OK
    },
    ServerText(place = 0, what = 0, text = 0, number = 0) {
      const value = env.guest().wide(text) ?? ''
      return SERVER_CALLS[what]?.(server(place), what === FILE_CHANGE ? env.toHost(value) : value, number) ?? S_OK
    },
    AddFragment(place = 0, chunk = 0, name = 0) {
      const [read] = readChunks(env.guest(), chunk, 1) ?? []
      return read === undefined ? chunk === 0 ? INVALID_PARAMETER : NOT_SUPPORTED : server(place).AddFragmentToCache(read, env.guest().wide(name) ?? '')
    },
    ReadFragment(place = 0, name = 0, at = 0, size = 0, copied = 0) {
      const guest = env.guest()
      const found = server(place).ReadFragmentFromCache(guest.wide(name) ?? '')
      if (typeof found === 'number') return found
      guest.setWord(copied, found.length)
      if (at === 0 || size >>> 0 < found.length) return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)
      guest.memory.view(at, found.length).set(found)
      return S_OK
    },
    DispenseContainer: (place = 0) => env.guest().objects.given('container', server(place).DispenseContainer()),
    WatchFile(place = 0, path = 0, monitor = 0) {
      const guest = env.guest()
      const found = server(place).RegisterFileChangeMonitor(env.toHost(guest.wide(path) ?? ''), null)
      guest.setWord(monitor, isError(found) ? 0 : guest.objects.given('fileMonitor', found))
      return isError(found) ? found : S_OK
    },

    SetErrorStatus(place = 0, error = 0) {
      const record = env.guest().objects.at(place)
      const provider = record instanceof ContextRecord ? record.provider : record.value as IHttpEventProvider // all that are asked this are providers
      if (provider !== null && 'SetErrorStatus' in provider) provider.SetErrorStatus(error as HRESULT) // of the module
    },
    SetUser(place = 0, user = 0) { env.guest().objects.value<'authentication'>(place).SetUser(userAt(env, user)) },
    SetScriptMap(place = 0, map = 0) {
      const guest = env.guest()
      const found = guest.objects.find(map)
      if (found?.kind === 'scriptMap') guest.objects.value<'mapHandler'>(place).SetScriptMap(guest.objects.value<'scriptMap'>(found.place))
      else env.unsupported('IMapHandlerProvider::SetScriptMap with an object of its own')
    },
    SetPhysicalPath(place = 0, path = 0, length = 0) {
      const guest = env.guest()
      const text = guest.wide(path, length >>> 0)
      return text === null ? INVALID_PARAMETER : guest.objects.value<'mapPath'>(place).SetPhysicalPath(env.toHost(text))
    },
    SetFlags(place = 0, flags = 0) { env.guest().objects.value<'sendResponse'>(place).SetFlags(flags >>> 0) },
    GetLogData(place = 0) {
      const guest = env.guest()
      const data = guest.objects.value<'sendResponse'>(place).GetLogData()
      return data === null ? 0 : unlessFull(() => writeLog(guest, guest.objects.at(place).memory, data))
    },
    SetLogData: (place = 0, data = 0) => (data === 0 ? INVALID_PARAMETER : env.guest().objects.value<'sendResponse'>(place).SetLogData(readLog(env.guest(), data))),
    GetEntity(place = 0, at = 0, data = 0, size = 0) {
      const guest = env.guest()
      const { ppBuffer, pcbData, pcbBuffer } = guest.objects.value<'readEntity'>(place).GetEntity()
      let copy = guest.entities.get(place)
      if (copy?.buffer !== ppBuffer) {
        const address = guest.objects.at(place).memory.take(Math.max(1, pcbBuffer))
        copy = { address, buffer: ppBuffer, length: address === 0 ? 0 : pcbData }
        guest.memory.view(address, copy.length).set(ppBuffer.subarray(0, copy.length))
        guest.entities.set(place, copy)
      }
      guest.setWord(at, copy.address)
      guest.setWord(data, copy.length)
      guest.setWord(size, copy.address === 0 ? 0 : pcbBuffer)
    },
    SetEntity(place = 0, at = 0, data = 0) {
      const guest = env.guest()
      guest.entities.delete(place)
      guest.objects.value<'readEntity'>(place).SetEntity(guest.memory.view(at, data >>> 0).slice())
    },

    SetRequestNotifications: (place = 0, factory = 0, events = 0, postEvents = 0) =>
      (factory === 0 ? INVALID_PARAMETER : env.guest().objects.value<'registration'>(place).setRequest(factory, events >>> 0, postEvents >>> 0, env.factory())),
    SetGlobalNotifications: (place = 0, module = 0, events = 0) =>
      (module === 0 ? INVALID_PARAMETER : env.guest().objects.value<'registration'>(place).setGlobal(module, events >>> 0, env.global())),
    SetPriority: (place = 0, kind = 0, events = 0, priority = 0) => env.guest().objects.value<'registration'>(place).setPriority(kind, events >>> 0, (env.guest().wide(priority) ?? '') as PRIORITY_ALIAS), // checked there
    RegisterMore(place = 0, parent = 0, factory = 0, name = 0, type = 0, condition = 0, events = 0, postEvents = 0) {
      const guest = env.guest()
      if (factory === 0) return INVALID_PARAMETER
      const text = guest.wide(name) ?? ''
      return guest.objects.value<'resolveModules'>(place).RegisterModule(parent as HTTP_MODULE_ID, env.added(guest, text, factory), text, guest.wide(type) ?? '', guest.wide(condition) ?? '', events >>> 0, postEvents >>> 0)
    },
    SetMorePriority: (place = 0, name = 0, events = 0, priority = 0) =>
      env.guest().objects.value<'resolveModules'>(place).SetPriorityForRequestNotification(env.guest().wide(name) ?? '', events >>> 0, (env.guest().wide(priority) ?? '') as PRIORITY_ALIAS) // checked there
  }
}
