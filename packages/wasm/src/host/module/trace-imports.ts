// Imports of trace contexts and of OnGlobalTraceEvent: the structures of httptrace.h, in the layout that the header asserts.

import {
  HTTP_TRACE_TYPE_BOOL, HTTP_TRACE_TYPE_BYTE, HTTP_TRACE_TYPE_CHAR, HTTP_TRACE_TYPE_LONG, HTTP_TRACE_TYPE_LONGLONG, HTTP_TRACE_TYPE_LPCGUID, HTTP_TRACE_TYPE_LPCSTR,
  HTTP_TRACE_TYPE_LPCWSTR, HTTP_TRACE_TYPE_SHORT, HTTP_TRACE_TYPE_ULONG, HTTP_TRACE_TYPE_ULONGLONG, HTTP_TRACE_TYPE_USHORT, type HTTP_MODULE_ID, type HTTP_TRACE_CONFIGURATION,
  type HTTP_TRACE_EVENT, type HTTP_TRACE_EVENT_ITEM, type HTTP_TRACE_TYPE
} from '@isapi-bridge/module-api'
import { ERROR_NOT_ENOUGH_MEMORY, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { WIDE } from '../byte-text.ts'
import type { Import } from '../web-assembly.ts'
import { INVALID_PARAMETER, type Environment } from './environment.ts'
import type { ModuleGuest } from './module-guest.ts'
import { fitted, unlessFull, type RequestMemory } from './request-memory.ts'

const SIZE_OF_EVENT = 52
const SIZE_OF_ITEM = 20
const SIZE_OF_CONFIGURATION = 16
const SIZE_OF_GUID = 16
/** More items than this are refused before they are read: the number may be anything. */
const MOST_ITEMS = 16
const ITEM_COUNT = 44
/** Likewise of providers. */
const MOST_CONFIGURATIONS = 256

type Value = HTTP_TRACE_EVENT_ITEM['pbData']
interface TypeRow {
  readonly size: number
  readonly read: (bytes: Buffer, at: number) => Value
  readonly write: (bytes: Buffer, at: number, value: Value) => void
}
const number = (size: number, read: (bytes: Buffer, at: number) => number, mask: (value: number) => number): TypeRow =>
  ({ size, read, write: (bytes, at, value) => { bytes.writeUIntLE(mask(Number(value ?? 0)), at, size) } })
const long = (read: (bytes: Buffer, at: number) => bigint): TypeRow =>
  ({ size: 8, read, write: (bytes, at, value) => { bytes.writeBigUInt64LE(BigInt.asUintN(64, typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value ?? 0)))), at) } })

/** TABLE: types of items that lie in memory as they are. Texts and GUIDs are pointers. */
const TYPES: ReadonlyMap<number, TypeRow> = new Map<number, TypeRow>([
  [HTTP_TRACE_TYPE_BYTE, number(1, (bytes, at) => bytes.readUInt8(at), (value) => value & 0xFF)],
  [HTTP_TRACE_TYPE_CHAR, number(1, (bytes, at) => bytes.readInt8(at), (value) => value & 0xFF)],
  [HTTP_TRACE_TYPE_USHORT, number(2, (bytes, at) => bytes.readUInt16LE(at), (value) => value & 0xFFFF)],
  [HTTP_TRACE_TYPE_SHORT, number(2, (bytes, at) => bytes.readInt16LE(at), (value) => value & 0xFFFF)],
  [HTTP_TRACE_TYPE_ULONG, number(4, (bytes, at) => bytes.readUInt32LE(at), (value) => value >>> 0)],
  [HTTP_TRACE_TYPE_LONG, number(4, (bytes, at) => bytes.readInt32LE(at), (value) => value >>> 0)],
  [HTTP_TRACE_TYPE_BOOL, { ...number(4, (bytes, at) => bytes.readInt32LE(at), (value) => value), read: (bytes, at) => bytes.readInt32LE(at) !== 0 }],
  [HTTP_TRACE_TYPE_ULONGLONG, long((bytes, at) => bytes.readBigUInt64LE(at))],
  [HTTP_TRACE_TYPE_LONGLONG, long((bytes, at) => bytes.readBigInt64LE(at))]
])

function readGuid({ memory: { bytes } }: ModuleGuest, address: number): string | null {
  if (address === 0) return null
  const at = address >>> 0
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const tail = bytes.toString('hex', at + 8, at + 16)
  return `{${hex(bytes.readUInt32LE(at), 8)}-${hex(bytes.readUInt16LE(at + 4), 4)}-${hex(bytes.readUInt16LE(at + 6), 4)}-${tail.slice(0, 4)}-${tail.slice(4)}}`.toUpperCase()
}

function writeGuid(guest: ModuleGuest, memory: RequestMemory, text: string | null): number {
  const hex = text?.replaceAll(/[{}-]/g, '') ?? ''
  const address = hex.length === SIZE_OF_GUID * 2 ? memory.need(SIZE_OF_GUID) : 0
  if (address === 0) return 0
  const raw = Buffer.from(hex, 'hex')
  const { bytes } = guest.memory // which may have grown
  bytes.writeUInt32LE(raw.readUInt32BE(0), address)
  bytes.writeUInt16LE(raw.readUInt16BE(4), address + 4)
  bytes.writeUInt16LE(raw.readUInt16BE(6), address + 6)
  raw.copy(bytes, address + 8, 8)
  return address
}

function readEvent(guest: ModuleGuest, address: number): HTTP_TRACE_EVENT {
  const word = (at: number): number => guest.memory.word(address + at) >>> 0
  const items = word(48)
  return {
    pProviderGuid: readGuid(guest, word(0)) ?? '', dwArea: word(4), pAreaGuid: readGuid(guest, word(8)), dwEvent: word(12), pszEventName: guest.wide(word(16)) ?? '', dwEventVersion: word(20),
    dwVerbosity: word(24), pActivityGuid: readGuid(guest, word(28)), pRelatedActivityGuid: readGuid(guest, word(32)), dwTimeStamp: word(36), dwFlags: word(40),
    pEventItems: Array.from({ length: items === 0 ? 0 : word(ITEM_COUNT) }, (_, index) => readItem(guest, items + index * SIZE_OF_ITEM))
  }
}

function readItem(guest: ModuleGuest, address: number): HTTP_TRACE_EVENT_ITEM {
  const word = (at: number): number => guest.memory.word(address + at) >>> 0
  const [type, data] = [word(4), word(8)]
  const row = TYPES.get(type)
  const value = data === 0 ? null
    : type === HTTP_TRACE_TYPE_LPCWSTR ? guest.wide(data)
      : type === HTTP_TRACE_TYPE_LPCSTR ? guest.memory.string(data)
        : type === HTTP_TRACE_TYPE_LPCGUID ? readGuid(guest, data) : row?.read(guest.memory.bytes, data) ?? null
  return { pszName: guest.wide(word(0)) ?? '', dwDataType: type as HTTP_TRACE_TYPE, pbData: value, pszDataDescription: word(16) === 0 ? null : guest.wide(word(16)) } // the module's word for it
}

/** @throws NoMemory */
function writeEvent(guest: ModuleGuest, memory: RequestMemory, event: HTTP_TRACE_EVENT): number {
  const { pEventItems } = event
  const address = memory.need(SIZE_OF_EVENT)
  const items = pEventItems.length === 0 ? 0 : memory.need(pEventItems.length * SIZE_OF_ITEM)
  const words = [
    writeGuid(guest, memory, event.pProviderGuid), event.dwArea, writeGuid(guest, memory, event.pAreaGuid), event.dwEvent, fitted(memory.wide(event.pszEventName)).address, event.dwEventVersion,
    event.dwVerbosity, writeGuid(guest, memory, event.pActivityGuid), writeGuid(guest, memory, event.pRelatedActivityGuid), event.dwTimeStamp, event.dwFlags, pEventItems.length, items
  ]
  for (const [index, word] of words.entries()) guest.memory.setWord(address + index * 4, word)
  for (const [index, item] of pEventItems.entries()) writeItem(guest, memory, items + index * SIZE_OF_ITEM, item)
  return address
}

function writeItem(guest: ModuleGuest, memory: RequestMemory, address: number, { pszName, dwDataType, pbData, pszDataDescription }: HTTP_TRACE_EVENT_ITEM): void {
  const { data, size } = writeData(guest, memory, dwDataType, pbData)
  const words = [fitted(memory.wide(pszName)).address, dwDataType, data, size, pszDataDescription === null ? 0 : fitted(memory.wide(pszDataDescription)).address]
  for (const [index, word] of words.entries()) guest.memory.setWord(address + index * 4, word)
}

/** Sizes of texts are in bytes, with the NUL. */
function writeData(guest: ModuleGuest, memory: RequestMemory, type: number, value: Value): { readonly data: number; readonly size: number } {
  if (value === null) return { data: 0, size: 0 }
  if (type === HTTP_TRACE_TYPE_LPCGUID) return { data: writeGuid(guest, memory, String(value)), size: SIZE_OF_GUID }
  const row = TYPES.get(type)
  if (row !== undefined) {
    const data = memory.need(row.size)
    row.write(guest.memory.bytes, data, value)
    return { data, size: row.size }
  }
  const { address, length } = fitted(type === HTTP_TRACE_TYPE_LPCSTR ? memory.narrow(String(value)) : memory.wide(String(value)))
  return { data: address, size: (length + 1) * (type === HTTP_TRACE_TYPE_LPCSTR ? 1 : WIDE) }
}

export function traceImports(env: Environment): Readonly<Record<string, Import>> {
  const readConfiguration = (address: number): HTTP_TRACE_CONFIGURATION => {
    const guest = env.guest()
    const word = (at: number): number => guest.memory.word(address + at) >>> 0
    return { pProviderGuid: readGuid(guest, word(0)), dwAreas: word(4), dwVerbosity: word(8), fProviderEnabled: word(12) !== 0 }
  }

  return {
    GetTraceConfiguration(place = 0, at = 0) {
      if (at === 0) return INVALID_PARAMETER
      const guest = env.guest()
      const configuration = readConfiguration(at)
      const hr = guest.objects.value<'traceContext'>(place).GetTraceConfiguration(configuration)
      guest.memory.setWord(at + 4, configuration.dwAreas)
      guest.memory.setWord(at + 8, configuration.dwVerbosity)
      guest.memory.setWord(at + 12, configuration.fProviderEnabled ? 1 : 0)
      return hr
    },
    SetTraceConfiguration: (place = 0, module = 0, at = 0, count = 0) => (at === 0 || count >>> 0 > MOST_CONFIGURATIONS ? INVALID_PARAMETER
      : env.guest().objects.value<'traceContext'>(place).SetTraceConfiguration(module as HTTP_MODULE_ID, Array.from({ length: count >>> 0 }, (_, index) => readConfiguration(at + index * SIZE_OF_CONFIGURATION)))),
    RaiseTraceEvent: (place = 0, at = 0) => (at === 0 || env.guest().memory.word(at + ITEM_COUNT) >>> 0 > MOST_ITEMS ? INVALID_PARAMETER : env.guest().objects.value<'traceContext'>(place).RaiseTraceEvent(readEvent(env.guest(), at))),
    GetActivityId(place = 0) {
      const guest = env.guest()
      return unlessFull(() => writeGuid(guest, guest.objects.at(place).memory, guest.objects.value<'traceContext'>(place).GetTraceActivityId()))
    },
    GetTraceEvent(place = 0, at = 0) {
      if (at === 0) return INVALID_PARAMETER
      const guest = env.guest()
      const event = unlessFull(() => writeEvent(guest, guest.objects.at(place).memory, guest.objects.value<'traceEvent'>(place).GetTraceEvent()))
      guest.memory.setWord(at, event)
      return event === 0 ? HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY) : S_OK
    },
    CheckSubscription: (place = 0, module = 0) => Number(env.guest().objects.value<'traceEvent'>(place).CheckSubscription(module as HTTP_MODULE_ID))
  }
}
