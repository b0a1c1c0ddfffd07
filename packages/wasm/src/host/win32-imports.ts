// What runtime/win32 asks of the server: last error, registry, event log, names, sleep.

import { createHash, createHmac } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { GetLastError, SetLastError } from '@isapi-bridge/filter-api'
import { ERROR_MORE_DATA, NO_ERROR, type WIN32_ERROR } from '@isapi-bridge/win32'
import { bytesOf, textOf } from './byte-text.ts'
import { NeverReturns } from './faults.ts'
import type { LinearMemory } from './memory.ts'
import type { EventLogEntry } from './options.ts'
import { Registry } from './registry.ts'
import type { Import } from './web-assembly.ts'

/** Names of the machine, the user and files, by their numbers in runtime/win32/system.c. */
export interface SystemNames {
  readonly moduleFile: string
  readonly home: string
}

const INFINITE = 0xFFFF_FFFF
/** Milliseconds between two looks at the clock. */
const LONGEST_WAIT = 50
/** Longest value of a name, of Windows. */
const LONGEST_COMPUTER_NAME = 15

/** TABLE: type of an event → level. */
const LEVELS: Readonly<Record<number, EventLogEntry['level']>> = { 1: 'error', 2: 'warning', 16: 'warning' }

/** By their numbers in runtime/win32/hash.c. */
const HASHES = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'NETWORK SERVICE' // a container may know no name
  }
}

export interface Win32Host {
  /** Ends a call that has lasted too long. */
  readonly checkTime: () => number
  readonly registry: Registry
  readonly names: SystemNames
  readonly write: (entry: Omit<EventLogEntry, 'filter'>) => void
}


export function win32Imports(memoryOf: () => LinearMemory, { checkTime, registry, names, write }: Win32Host): Readonly<Record<string, Import>> {
  const texts = [names.moduleFile, names.home, hostname().split('.')[0]?.slice(0, LONGEST_COMPUTER_NAME).toUpperCase() ?? '', userName(), 'C:\\WINDOWS\\system32\\inetsrv\\w3wp.exe'].map(bytesOf)
  const waiting = new Int32Array(new SharedArrayBuffer(4))
  const text = (at: number): string => textOf(memoryOf().string(at) ?? '')
  /** A name into a buffer. */
  const give = (name: string | WIN32_ERROR, at: number, size: number): number => {
    if (typeof name !== 'string') return name
    const bytes = bytesOf(name)
    if (bytes.length >= size) return ERROR_MORE_DATA
    memoryOf().write(at, bytes)
    return NO_ERROR
  }

  return {
    GetLastError: () => GetLastError(),
    SetLastError(error = 0) { SetLastError(error >>> 0 as WIN32_ERROR) }, // whatever number the filter wants
    OutputDebugString(at = 0) { write({ source: 'OutputDebugString', level: 'information', id: 0, text: text(at).trimEnd() }) },
    CheckTime: checkTime,
    Sleep(milliseconds = 0) {
      const time = milliseconds >>> 0
      if (time === INFINITE) throw new NeverReturns('Sleep(INFINITE)') // nobody else would be served any more
      for (let left = time; left > 0 && checkTime() === 0; left -= LONGEST_WAIT) Atomics.wait(waiting, 0, 0, Math.min(left, LONGEST_WAIT))
      return checkTime()
    },
    SystemText(which = 0, at = 0, size = 0) {
      const value = (texts[which] ?? '').slice(0, size - 1)
      memoryOf().write(at, value)
      return value.length
    },
    Digest(which = 0, secret = 0, secretSize = 0, data = 0, size = 0, at = 0) {
      const name = HASHES[which]
      if (name === undefined) return 0
      const memory = memoryOf()
      try {
        const digest = (secretSize < 0 ? createHash(name) : createHmac(name, memory.view(secret, secretSize))).update(memory.view(data, size >>> 0)).digest()
        memory.bytes.set(digest, at)
        return digest.length
      } catch {
        return 0 // a server under FIPS has no MD5
      }
    },
    TimeZoneBias: (seconds) => new Date(Number(seconds) * 1000).getTimezoneOffset(),
    RegOpen(key = 0, path = 0, create = 0, created = 0) {
      const opened = registry.open(key, text(path), create !== 0)
      memoryOf().setWord(created, opened.created ? 1 : 0)
      return opened.handle
    },
    RegClose: (key = 0) => registry.close(key),
    RegQuery(key = 0, name = 0, type = 0, data = 0, size = 0) {
      const value = registry.value(key, text(name))
      if (typeof value === 'number') return value
      const memory = memoryOf()
      const given = memory.word(size)
      memory.setWord(type, value.type)
      memory.setWord(size, value.data.length)
      if (data === 0 || value.data.length > given) return ERROR_MORE_DATA
      memory.bytes.set(value.data, data)
      return NO_ERROR
    },
    RegSet: (key = 0, name = 0, type = 0, data = 0, size = 0) => registry.setValue(key, text(name), type, size === 0 ? Buffer.alloc(0) : Buffer.from(memoryOf().view(data, size))),
    RegDeleteValue: (key = 0, name = 0) => registry.deleteValue(key, text(name)),
    RegDeleteKey: (key = 0, path = 0) => registry.deleteKey(key, text(path)),
    RegKeyAt: (key = 0, index = 0, at = 0, size = 0) => give(registry.keyAt(key, index), at, size),
    RegValueAt(key = 0, index = 0, at = 0, size = 0) {
      const value = registry.valueAt(key, index)
      return typeof value === 'number' ? value : give(value.name, at, size)
    },
    ReportEvent(source = 0, type = 0, id = 0, count = 0, list = 0) {
      const lines = Array.from({ length: count & 0xFFFF }, (_, index) => text(memoryOf().word(list + index * 4)))
      write({ source: text(source), level: LEVELS[type] ?? 'information', id: (id >>> 0) & 0xFFFF, text: lines.join('\n') })
    }
  }
}
