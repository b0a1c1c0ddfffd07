import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arch } from 'node:process'
import {
  APP_POOL_NAME, CLR_VERSION, ENABLED_CENTRAL_BINARY_LOGGING, ENABLED_HOSTABLE_WEB_CORE, HTTP_SERVER_INTERFACE_V2, HTTP_SERVER_INTERFACE_V3,
  HttpDataChunkFromMemory, HttpDataChunkFromStream, HttpGetExtendedInterface, MANAGED_PIPELINE_MODE, PERIODIC_RESTART_PRIVATE_MEMORY, createMemoryHost,
  type IHttpServer, type IHttpServer3, type PipelineOptions
} from '@isapi-bridge/module-api'
import {
  E_FAIL, ERROR_FILE_NOT_FOUND, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND, HRESULT_FROM_WIN32, S_OK
} from '@isapi-bridge/win32'
import { expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'

const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
const NOT_SUPPORTED = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)

/** The server that modules get. */
function openServer(options: Partial<PipelineOptions> = {}) {
  const servers: IHttpServer[] = []
  const reports: Error[] = []
  const host = createMemoryHost({
    modules: [{ name: 'm', module: (_version, _info, given) => { servers.push(given); return S_OK } }], report: (error) => { reports.push(error) }, ...options
  })
  onTestFinished(async () => { await host.close() })
  const extended = servers[0]?.GetExtendedInterface(HTTP_SERVER_INTERFACE_V3)
  if (typeof extended !== 'object') throw new Error('no IHttpServer3')
  return { host, reports, server: extended satisfies IHttpServer3 }
}

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'server-')))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

statement('server.command-line-launch', () => {
  expect(openServer().server.IsCommandLineLaunch()).toBe(true)
  for (const commandLineLaunch of [true, false]) expect(openServer({ commandLineLaunch }).server.IsCommandLineLaunch()).toBe(commandLineLaunch)
  expect(() => openServer({ commandLineLaunch: 'no' as never })).toThrow(/`commandLineLaunch` is "?no"?; it must be true or false/)
})

statement('server.precondition.bitness', () => {
  const { server } = openServer()
  const is64 = /64|s390x/.test(arch)
  expect(server.SatisfiesPrecondition('bitness64')).toBe(is64)
  expect(server.SatisfiesPrecondition('bitness32')).toBe(!is64)
})

statement('server.precondition.pools', () => {
  const { server } = openServer({ appPoolName: 'shop' })
  expect(server.SatisfiesPrecondition('appPoolName=news;shop')).toBe(true)
  expect(server.SatisfiesPrecondition('appPoolName=news;shops')).toBe(false)
})

statement('server.precondition.all', () => {
  const { server } = openServer()
  const held = ['integratedMode', 'integratedMode,appPoolName=DefaultAppPool', 'integratedMode,ISAPIMode', 'classicMode', 'runtimeVersionv4.0', 'someday'].filter((each) => server.SatisfiesPrecondition(each))
  expect(held).toEqual(['integratedMode', 'integratedMode,appPoolName=DefaultAppPool'])
})

statement('server.fragment', () => {
  const { server } = openServer()
  const bytes = Buffer.from('fragment')
  expect(server.AddFragmentToCache({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: bytes } }, 'name')).toBe(S_OK)
  bytes.fill(0)
  const read = server.ReadFragmentFromCache('name')
  expect(read).toEqual(Uint8Array.from(Buffer.from('fragment')))
  if (typeof read === 'object') read.fill(0)
  expect(server.ReadFragmentFromCache('name')).toEqual(Uint8Array.from(Buffer.from('fragment')))
  expect(server.RemoveFragmentFromCache('name')).toBe(S_OK)
})

statement('server.fragment.unknown', () => {
  const { server } = openServer()
  expect(server.ReadFragmentFromCache('name')).toBe(HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND))
  expect(server.RemoveFragmentFromCache('name')).toBe(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND))
  const memory = { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('x') } } as const
  expect(server.AddFragmentToCache(memory, '')).toBe(INVALID)
  expect(server.AddFragmentToCache({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: 'x' as never } }, 'name')).toBe(INVALID)
  expect(server.AddFragmentToCache({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: null as never } }, 'name')).toBe(NOT_SUPPORTED)
})

statement('server.fragment.dropped', () => {
  const { server } = openServer()
  const chunk = { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: new Uint8Array(6 * 1024 * 1024) } } as const
  for (const name of ['a', 'b', 'c']) expect(server.AddFragmentToCache(chunk, name)).toBe(S_OK)
  expect(['a', 'b', 'c'].map((name) => typeof server.ReadFragmentFromCache(name))).toEqual(['number', 'object', 'object'])
})

statement('server.file-info', async () => {
  const folder = createFolder()
  const path = join(folder, 'page.html')
  writeFileSync(path, 'text')
  const { host, server } = openServer()
  const file = server.GetFileInfo(path, null, null, null, null, true)
  const own = server.GetFileInfo(path, null, null, null, null, false)
  if (typeof file === 'number' || typeof own === 'number') throw new Error('no file')
  expect(file.GetSize()).toBe(4)
  expect(server.GetFileInfo(path, null, null, null, null, true)).toBe(file)
  expect(own).not.toBe(file)
  let cleaned = 0
  own.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { cleaned++ } }, 1)
  own.DereferenceCacheData()
  expect(cleaned).toBe(1)
  expect(server.GetFileInfo(join(folder, 'missing'), null, null, null, null, true)).toBe(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND))
  expect(server.GetFileInfo(path, {}, null, null, null, true)).toBe(NOT_SUPPORTED)
  await host.close()
  expect(server.GetFileInfo(path, null, null, null, null, true)).toBe(E_FAIL)
})

statement('server.settings', () => {
  const { server } = openServer({ appPoolName: 'shop' })
  const settings = server.GetWorkerProcessSettings()
  if (typeof settings === 'number') throw new Error('no settings')
  expect(settings.GetStringProperty(APP_POOL_NAME)).toBe('shop')
  expect(settings.GetStringProperty(CLR_VERSION)).toBe('')
  expect(settings.GetDwordProperty(MANAGED_PIPELINE_MODE)).toEqual({ hr: S_OK, value: 0 })
  expect(settings.GetUlonglongProperty(PERIODIC_RESTART_PRIVATE_MEMORY)).toBe(0n)
  expect([ENABLED_CENTRAL_BINARY_LOGGING, ENABLED_HOSTABLE_WEB_CORE].map((id) => settings.GetBoolProperty(id))).toEqual([false, true])
  expect(settings.GetHandleProperty(0)).toBe(NOT_SUPPORTED)
})

statement('server.settings.unknown', () => {
  const settings = openServer().server.GetWorkerProcessSettings()
  if (typeof settings === 'number') throw new Error('no settings')
  const wrong = 99 as never
  expect(settings.GetDwordProperty(0 as never)).toEqual({ hr: INVALID, value: 0 })
  expect([settings.GetStringProperty(wrong), settings.GetUlonglongProperty(wrong), settings.GetBoolProperty(wrong), settings.GetHandleProperty(wrong)]).toEqual([INVALID, INVALID, INVALID, INVALID])
})

statement('server.metadata', () => {
  const { server } = openServer({ site: { name: 'shop' } })
  const metadata = server.GetMetadata('shop', '/cart')
  if (typeof metadata === 'number') throw new Error('no metadata')
  expect(metadata.GetMetaPath()).toBe('MACHINE/WEBROOT/APPHOST/shop')
  let cleaned = 0
  metadata.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { cleaned++ } }, 1)
  server.NotifyConfigurationChange('MACHINE')
  expect(cleaned).toBe(0)
  metadata.DereferenceMetadata()
  expect(cleaned).toBe(1)
  expect(server.GetMetadata('other', '/cart')).toBe(HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND))
  expect(server.GetMetadata('shop', 'cart')).toBe(INVALID)
})

statement('server.extended', () => {
  const { server } = openServer()
  expect(server.GetExtendedInterface(HTTP_SERVER_INTERFACE_V2)).toBe(server)
  expect(server.GetExtendedInterface(7 as never)).toBe(NOT_SUPPORTED)
  expect(HttpGetExtendedInterface(server, server)).toBe(server)
  expect(HttpGetExtendedInterface(server, {} as IHttpServer)).toBe(NOT_SUPPORTED)
})

statement('server.recycle', () => {
  const reasons: string[] = []
  const ask = (server: IHttpServer): void => {
    server.RecycleProcess('too old')
    server.RecycleApplication('MACHINE/WEBROOT/APPHOST/Default Web Site')
    server.ReportUnhealthy('leaks', E_FAIL)
  }
  const { server, reports } = openServer()
  ask(server)
  expect(reports).toEqual([0, 1, 2].map(() => expect.objectContaining({ code: 'ERR_MODULE_RECYCLE' })))
  const heard = openServer({ recycle: (reason) => { reasons.push(reason) } })
  ask(heard.server)
  expect(reasons).toEqual(['too old', 'MACHINE/WEBROOT/APPHOST/Default Web Site', 'leaks (0x80004005)'])
  expect(heard.reports).toEqual([])
})

statement('server.protocol-manager', () => {
  const { server } = openServer()
  expect(server.GetProtocolManagerCustomInterface('some.dll', 'Init', 1)).toBe(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND))
  expect(server.GetProtocolManagerCustomInterface('', 'Init', 1)).toBe(INVALID)
})

statement('server.kernel-cache', () => {
  const { server } = openServer()
  expect(server.FlushKernelCache('http://site.test/')).toBe(NOT_SUPPORTED)
  expect(server.FlushKernelCache('')).toBe(INVALID)
})

statement('server.not-supported', () => {
  const { server } = openServer()
  expect(server.DoCacheOperation(0, { GetCacheName: () => 'mine' } as never)).toBe(NOT_SUPPORTED)
  expect(server.DoCacheOperation(9 as never, { GetCacheName: () => 'mine' } as never)).toBe(INVALID)
  expect([server.AssociateWithThreadPool(1, () => {}), server.GetToken('u', 'p', 1), server.GetWorkerProcessFramework(), server.QueryRequestProperty(1, 1), server.GetExtendedInterface('a', {}, 'b')])
    .toEqual(Array.from({ length: 5 }, () => NOT_SUPPORTED))
  expect(server.GetAppPoolConfigFile()).toBe('')
  server.IncrementThreadCount()
  server.DecrementThreadCount()
})

statement('server.report', () => {
  const { server, reports } = openServer()
  const error = new Error('seen')
  server.report(error)
  expect(reports).toEqual([error])
})
