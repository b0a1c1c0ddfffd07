// Imports of requests and responses.

import { Buffer } from 'node:buffer'
import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpRequest, IHttpResponse, SEND_RESULT } from '@isapi-bridge/module-api'
import type { Import } from '../web-assembly.ts'
import { INVALID_PARAMETER, NOT_SUPPORTED, type Environment } from './environment.ts'
import { ReadBuffer, type ContextRecord } from './guest-object.ts'
import { lendResponse, takeResponse } from './raw-response.ts'
import { unlessFull } from './request-memory.ts'
import { readChunks, writeAddress, writeRequest } from './structures.ts'

/** Longest buffer of one read: what the module offers beyond is not filled. */
const LONGEST_READ = 1_048_576

export function requestImports(env: Environment): Readonly<Record<string, Import>> {
  const context = (place: number): ContextRecord => env.guest().objects.context(place)
  const request = (place: number): IHttpRequest => context(place).value.GetRequest()
  const response = (place: number): IHttpResponse => {
    const record = context(place)
    takeResponse(env.guest(), record)
    return record.value.GetResponse()
  }
  const side = (place: number, which: number): Pick<IHttpRequest & IHttpResponse, 'GetHeader' | 'SetHeader' | 'DeleteHeader'> => (which === 0 ? request(place) : response(place))
  /** A header by its name, or by its number. */
  const header = (name: number, id: number): string | number | null => (id === -1 ? env.guest().memory.name(name) : id)
  const sent = (record: ContextRecord, { hr, pcbSent, pfCompletionExpected }: SEND_RESULT, count: number, expected: number): HRESULT => {
    if (pfCompletionExpected) record.expects = true
    env.guest().setWord(count, pcbSent)
    env.guest().setWord(expected, pfCompletionExpected ? 1 : 0)
    return hr
  }

  return {
    GetHeader(place = 0, which = 0, name = 0, id = -1, length = 0) {
      const guest = env.guest()
      const found = header(name, id)
      const value = found === null ? null : side(place, which).GetHeader(found)
      if (value === null) {
        guest.setShort(length, 0)
        return 0
      }
      const written = context(place).memory.narrow(value)
      guest.setShort(length, written.length)
      return written.address
    },
    SetHeader(place = 0, which = 0, name = 0, id = -1, value = 0, length = 0, replace = 0) {
      const found = header(name, id)
      const text = env.guest().narrow(value, length)
      return found === null || text === null ? INVALID_PARAMETER : side(place, which).SetHeader(found, text, replace !== 0)
    },
    DeleteHeader(place = 0, which = 0, name = 0, id = -1) {
      const found = header(name, id)
      return found === null ? INVALID_PARAMETER : side(place, which).DeleteHeader(found)
    },
    GetRawHttpRequest(place = 0) {
      const record = context(place)
      const raw = record.value.GetRequest().GetRawHttpRequest()
      return record.rawRequest ||= unlessFull(() => writeRequest(env.guest(), record.memory, raw))
    },
    GetRawHttpResponse(place = 0) {
      const record = context(place)
      takeResponse(env.guest(), record)
      return unlessFull(() => lendResponse(env.guest(), record))
    },
    SetHttpMethod: (place = 0, method = 0) => request(place).SetHttpMethod(env.guest().memory.string(method) ?? ''),
    SetUrl(place = 0, url = 0, length = 0, wide = 0, reset = 0) {
      const guest = env.guest()
      const text = wide === 0 ? guest.narrow(url, length >>> 0) : guest.wide(url, length >>> 0)
      return text === null ? INVALID_PARAMETER : request(place).SetUrl(text, reset !== 0)
    },
    GetAddress(place = 0, local = 0) {
      const record = context(place)
      const { memory } = record
      if (local !== 0) return record.localAddress ||= unlessFull(() => writeAddress(env.guest(), memory, record.value.GetRequest().GetLocalAddress()))
      return record.remoteAddress ||= unlessFull(() => writeAddress(env.guest(), memory, record.value.GetRequest().GetRemoteAddress()))
    },
    GetHttpVersion(place = 0) {
      const { pMajorVersion, pMinorVersion } = request(place).GetHttpVersion()
      return (pMajorVersion << 16) | pMinorVersion
    },
    ReadEntityBody(place = 0, at = 0, size = 0, async = 0, received = 0, pending = 0) {
      const guest = env.guest()
      if (at === 0 || received === 0) return INVALID_PARAMETER
      const record = context(place)
      const buffer = new ReadBuffer(Math.min(size >>> 0, LONGEST_READ))
      const result = record.value.GetRequest().ReadEntityBody(buffer, async !== 0)
      guest.setWord(pending, result.pfCompletionPending ? 1 : 0)
      guest.memory.setWord(received, result.pfCompletionPending ? 0 : result.pcbBytesReceived)
      if (result.pfCompletionPending) {
        record.reading = { buffer, address: at }
        record.expects = true
      } else guest.memory.view(at, result.pcbBytesReceived).set(buffer.subarray(0, result.pcbBytesReceived))
      return result.hr
    },
    InsertEntityBody: (place = 0, at = 0, size = 0) => (at === 0 ? INVALID_PARAMETER : request(place).InsertEntityBody(Buffer.from(env.guest().memory.view(at, size >>> 0)))),
    SetStatus(place = 0, status = 0, reason = 0, subStatus = 0, error = 0, skip = 0) {
      const text = env.guest().memory.string(reason)
      return text === null ? INVALID_PARAMETER : response(place).SetStatus(status, text, subStatus, error as HRESULT, null, skip !== 0) // whatever the module reports
    },
    GetStatus(place = 0, status = 0, subStatus = 0, reason = 0, length = 0, error = 0, module = 0, notification = 0, skip = 0) {
      const guest = env.guest()
      const { memory, value } = context(place)
      const found = value.GetResponse().GetStatus()
      const text = memory.narrow(found.ppszReason)
      guest.setShort(status, found.pStatusCode)
      guest.setShort(subStatus, found.pSubStatus)
      guest.setWord(reason, text.address)
      guest.setShort(length, text.length)
      guest.setWord(error, found.phrErrorToReport)
      guest.setWord(module, found.ppszModule === null ? 0 : memory.wide(found.ppszModule).address)
      guest.setWord(notification, found.pdwNotification)
      guest.setWord(skip, found.pfTrySkipCustomErrors ? 1 : 0)
    },
    Flush: (place = 0, async = 0, more = 0, count = 0, expected = 0) => sent(context(place), response(place).Flush(async !== 0, more !== 0), count, expected),
    Redirect: (place = 0, url = 0, reset = 0, parameters = 0) => response(place).Redirect(env.guest().memory.string(url) ?? '', reset !== 0, parameters !== 0),
    WriteEntityChunkByReference(place = 0, chunk = 0, position = 0) {
      const [read = null] = readChunks(env.guest(), chunk, 1) ?? []
      return chunk !== 0 && read === null ? NOT_SUPPORTED : response(place).WriteEntityChunkByReference(read, position)
    },
    WriteEntityChunks(place = 0, chunks = 0, count = 0, async = 0, more = 0, bytes = 0, expected = 0) {
      const read = count >>> 0 > 0xFFFF ? Array.from({ length: 0x1_0000 }, () => EMPTY) : readChunks(env.guest(), chunks, count)
      if (read === null && chunks !== 0) return NOT_SUPPORTED
      return sent(context(place), response(place).WriteEntityChunks(read, async !== 0, more !== 0), bytes, expected)
    },
    SetErrorDescription: (place = 0, text = 0, length = 0, encode = 0) => response(place).SetErrorDescription(env.guest().wide(text, length >>> 0) ?? '', encode !== 0),
    DisableKernelCache(place = 0, reason = 0) { response(place).DisableKernelCache(reason) }
  }
}

/** Stands for chunks that nobody reads: there are more than a response takes. */
const EMPTY = { DataChunkType: 0, FromMemory: { pBuffer: new Uint8Array(0) } } as const

