// TABLE: the structure of each notification, as it is laid out in linear memory: what goes in, and what is read back.

import {
  SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST,
  SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP,
  plainBytes, readSz, type HTTP_FILTER_RAW_DATA, type NotificationStructures, type NotificationType
} from '@isapi-bridge/filter-api'
import type { Guest } from './guest.ts'
import { LogBlock } from './log-block.ts'
import type { LinearMemory } from './memory.ts'
import type { PathMap } from './path-map.ts'

/** What a call remembers of what it wrote: one for each depth of nesting, used again. */
export interface Frame {
  address: number
  readonly texts: string[]
  /** Made for the first entry of the log. */
  log: LogBlock | null
}

export interface PayloadRow<T extends NotificationType> {
  readonly flag: T
  /** Bytes of the structure; 0: `write` makes room itself. */
  readonly size: number
  /** null: there is no structure. */
  readonly write: ((guest: Guest, frame: Frame, payload: NotificationStructures[T], paths: PathMap) => void) | null
  /** After the call; null: nothing of it is the filter's to change. */
  readonly read: ((guest: Guest, frame: Frame, payload: NotificationStructures[T], paths: PathMap) => void) | null
}

function row<T extends NotificationType>(spec: PayloadRow<T>): PayloadRow<NotificationType> {
  return spec as unknown as PayloadRow<NotificationType> // found by its flag only
}

/** Takes room for a string and writes it; gives its address. */
function put(guest: Guest, value: string): number {
  const address = guest.take(value.length + 1)
  guest.memory.write(address, value)
  return address
}

/** A structure of header functions, by their thunks, a status and a reserved word. */
function putHeaders({ words }: LinearMemory, address: number, get: number, set: number, add: number, status: number): void {
  const at = address >>> 2
  words[at] = get
  words[at + 1] = set
  words[at + 2] = add
  words[at + 3] = status
  words[at + 4] = 0
}

/** A buffer that is edited in place, behind its pointer and size. */
function putBuffer(guest: Guest, pointerAt: number, buffer: Uint8Array, text: string): void {
  const address = guest.take(Math.max(buffer.length, text.length + 1))
  guest.memory.write(address, text)
  guest.memory.setWord(pointerAt, address)
  guest.memory.setWord(pointerAt + 4, Math.max(buffer.length, text.length + 1))
}

function readRaw(guest: Guest, { address }: Frame, payload: HTTP_FILTER_RAW_DATA): void {
  const { memory } = guest
  const block = memory.view(memory.word(address), memory.word(address + 4))
  const before = plainBytes(payload.pvInData)
  if (block.length === payload.cbInData && Buffer.compare(block, before.subarray(0, payload.cbInData)) === 0) return
  payload.pvInData = block.slice()
  payload.cbInData = block.length
  payload.cbInBuffer = block.length
}

function raw<T extends typeof SF_NOTIFY_READ_RAW_DATA | typeof SF_NOTIFY_SEND_RAW_DATA>(flag: T): PayloadRow<NotificationType> {
  return row({
    flag,
    size: 16,
    write(guest, { address }, { pvInData, cbInData, cbInBuffer }) {
      const { memory } = guest
      const bytes = plainBytes(pvInData)
      const room = guest.take(Math.max(cbInBuffer, cbInData, 1))
      memory.bytes.set(cbInData === bytes.length ? bytes : bytes.subarray(0, cbInData), room)
      memory.setWord(address, room)
      memory.setWord(address + 4, cbInData)
      memory.setWord(address + 8, Math.max(cbInBuffer, cbInData))
      memory.setWord(address + 12, 0)
    },
    read: readRaw
  })
}

function nothing<T extends typeof SF_NOTIFY_END_OF_REQUEST | typeof SF_NOTIFY_END_OF_NET_SESSION>(flag: T): PayloadRow<NotificationType> {
  return row({ flag, size: 0, write: null, read: null })
}

const ROWS: readonly PayloadRow<NotificationType>[] = [
  raw(SF_NOTIFY_READ_RAW_DATA),
  row({
    flag: SF_NOTIFY_PREPROC_HEADERS,
    size: 20,
    write({ memory, thunks }, { address }, { HttpStatus }) {
      putHeaders(memory, address, thunks.GetRequestHeader, thunks.SetRequestHeader, thunks.AddRequestHeader, HttpStatus)
    },
    read: null
  }),
  row({
    flag: SF_NOTIFY_URL_MAP,
    size: 28,
    write(guest, frame, payload, paths) {
      const { memory } = guest
      const { address } = frame
      const path = paths.toGuest(readSz(payload.pszPhysicalPath))
      frame.texts[0] = path
      memory.setWord(address, put(guest, payload.pszURL))
      putBuffer(guest, address + 4, payload.pszPhysicalPath, path)
      if (!('dwFlags' in payload)) return
      memory.setWord(address + 12, payload.dwFlags)
      memory.setWord(address + 16, paths.toGuest(readSz(payload.pszPhysicalPath).slice(0, payload.cchMatchingPath)).length)
      memory.setWord(address + 20, payload.cchMatchingURL)
      memory.setWord(address + 24, payload.pszScriptMapEntry === null ? 0 : put(guest, payload.pszScriptMapEntry))
    },
    read({ memory }, { address, texts }, { pszPhysicalPath }, paths) {
      const at = memory.word(address + 4)
      if (memory.holds(at, texts[0] ?? '')) return
      const path = paths.toHost(memory.sized(at, memory.word(address + 8)))
      if (path.length >= pszPhysicalPath.length) pszPhysicalPath.fill(0x20) // no NUL: refused by who asked
      else for (let index = 0; index <= path.length; index++) pszPhysicalPath[index] = path.charCodeAt(index)
    }
  }),
  row({
    flag: SF_NOTIFY_AUTHENTICATION,
    size: 16,
    write(guest, frame, { pszUser, pszPassword }) {
      frame.texts[0] = readSz(pszUser)
      frame.texts[1] = readSz(pszPassword)
      putBuffer(guest, frame.address, pszUser, frame.texts[0])
      putBuffer(guest, frame.address + 8, pszPassword, frame.texts[1])
    },
    read({ memory }, { address, texts }, { pszUser, pszPassword }) {
      for (const [index, buffer] of [pszUser, pszPassword].entries()) {
        const at = memory.word(address + index * 8)
        if (!memory.holds(at, texts[index] ?? '')) buffer.set(memory.view(at, buffer.length))
      }
    }
  }),
  row({
    flag: SF_NOTIFY_ACCESS_DENIED,
    size: 12,
    write(guest, { address }, { pszURL, pszPhysicalPath, dwReason }, paths) {
      guest.memory.setWord(address, put(guest, pszURL))
      guest.memory.setWord(address + 4, put(guest, paths.toGuest(pszPhysicalPath)))
      guest.memory.setWord(address + 8, dwReason)
    },
    read: null
  }),
  row({
    flag: SF_NOTIFY_AUTH_COMPLETE,
    size: 28,
    write({ memory, thunks }, { address }, { HttpStatus, fResetAuth }) {
      putHeaders(memory, address, thunks.GetRequestHeader, thunks.SetRequestHeader, thunks.AddRequestHeader, thunks.GetUserToken)
      memory.setWord(address + 16, HttpStatus)
      memory.setWord(address + 20, fResetAuth ? 1 : 0)
      memory.setWord(address + 24, 0)
    },
    read({ memory }, { address }, payload) { payload.fResetAuth = memory.word(address + 20) !== 0 }
  }),
  row({
    flag: SF_NOTIFY_SEND_RESPONSE,
    size: 20,
    write({ memory, thunks }, { address }, { HttpStatus }) {
      putHeaders(memory, address, thunks.GetResponseHeader, thunks.SetResponseHeader, thunks.AddResponseHeader, HttpStatus)
    },
    read: null
  }),
  raw(SF_NOTIFY_SEND_RAW_DATA),
  nothing(SF_NOTIFY_END_OF_REQUEST),
  row({
    flag: SF_NOTIFY_LOG,
    size: 0,
    write(guest, frame, payload) {
      frame.log ??= new LogBlock(guest)
      frame.log.write(guest, payload)
      frame.address = frame.log.address
    },
    read(guest, { log }, payload) { log?.read(guest, payload) }
  }),
  nothing(SF_NOTIFY_END_OF_NET_SESSION)
]

/** By the number of their bit. */
const BY_BIT: readonly (PayloadRow<NotificationType> | undefined)[] = Array.from({ length: 32 }, (_, bit) => ROWS.find(({ flag }) => flag === 2 ** bit))

/** The row of a notification; undefined: there is none of this number. */
export function payloadRow(flag: number): PayloadRow<NotificationType> | undefined {
  const found = BY_BIT[31 - Math.clz32(flag)]
  return found?.flag === flag ? found : undefined
}
