// The registry of a filter: keys and values from its options. What it writes stays in memory.

import {
  ERROR_FILE_NOT_FOUND, ERROR_INVALID_HANDLE, NO_ERROR, type WIN32_ERROR
} from '@isapi-bridge/win32'
import type { RegistryValues } from './options.ts'

const ERROR_NO_MORE_ITEMS = 259 as WIN32_ERROR
const ERROR_KEY_HAS_CHILDREN = 1020 as WIN32_ERROR
const [REG_SZ, REG_BINARY, REG_DWORD, REG_MULTI_SZ] = [1, 3, 4, 7]

/** The roots, by what stands in winreg.h. */
const ROOTS: Readonly<Record<number, string>> = { 0x8000_0000: 'hkcr', 0x8000_0001: 'hkcu', 0x8000_0002: 'hklm', 0x8000_0003: 'hku' }
const LONG_NAMES: Readonly<Record<string, string>> = { hkey_classes_root: 'hkcr', hkey_current_user: 'hkcu', hkey_local_machine: 'hklm', hkey_users: 'hku' }

interface Value { readonly name: string; readonly type: number; readonly data: Buffer }
interface Key { readonly name: string; readonly path: string; readonly values: Map<string, Value>; readonly keys: Map<string, Key> }

function newKey(name: string, within = ''): Key { return { name, path: within === '' ? name.toUpperCase() : `${within}\\${name}`, values: new Map(), keys: new Map() } }

function partsOf(path: string): string[] { return path.split(/[\\/]/).filter((part) => part !== '') }

function toValue(name: string, given: RegistryValues[string]): Value {
  if (typeof given === 'number') {
    const data = Buffer.alloc(4)
    data.writeUInt32LE(given >>> 0)
    return { name, type: REG_DWORD, data }
  }
  if (typeof given === 'string') return { name, type: REG_SZ, data: Buffer.from(`${given}\0`, 'utf8') }
  if (given instanceof Uint8Array) return { name, type: REG_BINARY, data: Buffer.from(given) }
  return { name, type: REG_MULTI_SZ, data: Buffer.from(`${given.map((text) => `${text}\0`).join('')}\0`, 'utf8') }
}

export class Registry {
  readonly #root: Key = newKey('')
  readonly #handles = new Map<number, Key>()
  readonly #miss: (what: string) => void
  #next = 0x0001_0000

  /** @param miss hears of each key and value that is asked for and is not there */
  constructor(keys: Readonly<Record<string, RegistryValues>>, miss: (what: string) => void = () => {}) {
    this.#miss = miss
    for (const [path, values] of Object.entries(keys)) {
      const [root = '', ...parts] = partsOf(path)
      const key = this.#walk(this.#root, [LONG_NAMES[root.toLowerCase()] ?? root, ...parts], true)
      for (const [name, value] of Object.entries(values)) key?.values.set(name.toLowerCase(), toValue(name, value))
    }
  }

  #walk(from: Key, parts: readonly string[], create: boolean): Key | null {
    let key = from
    for (const part of parts) {
      let inner = key.keys.get(part.toLowerCase())
      if (inner === undefined) {
        if (!create) return null
        inner = newKey(part, key.path)
        key.keys.set(part.toLowerCase(), inner)
      }
      key = inner
    }
    return key
  }

  #keyOf(handle: number, create = false): Key | null {
    const root = ROOTS[handle >>> 0]
    return root === undefined ? this.#handles.get(handle) ?? null : this.#walk(this.#root, [root], true) ?? (create ? this.#root : null)
  }

  /** A new handle; 0: there is no such key. */
  open(handle: number, path: string, create: boolean): { readonly handle: number; readonly created: boolean } {
    const from = this.#keyOf(handle)
    if (from === null) return { handle: 0, created: false }
    const parts = partsOf(path)
    const known = this.#walk(from, parts, false)
    const key = known ?? (create ? this.#walk(from, parts, true) : null)
    if (key === null) {
      this.#miss([from.path, ...parts].join('\\'))
      return { handle: 0, created: false }
    }
    this.#handles.set(this.#next, key)
    return { handle: this.#next++, created: known === null }
  }

  close(handle: number): WIN32_ERROR { return this.#handles.delete(handle) || ROOTS[handle >>> 0] !== undefined ? NO_ERROR : ERROR_INVALID_HANDLE }

  value(handle: number, name: string): Value | WIN32_ERROR {
    const key = this.#keyOf(handle)
    if (key === null) return ERROR_INVALID_HANDLE
    const value = key.values.get(name.toLowerCase())
    if (value === undefined) this.#miss(`${name === '' ? 'the default value' : name} in ${key.path}`)
    return value ?? ERROR_FILE_NOT_FOUND
  }

  setValue(handle: number, name: string, type: number, data: Buffer): WIN32_ERROR {
    const key = this.#keyOf(handle)
    if (key === null) return ERROR_INVALID_HANDLE
    key.values.set(name.toLowerCase(), { name, type, data })
    return NO_ERROR
  }

  deleteValue(handle: number, name: string): WIN32_ERROR {
    const key = this.#keyOf(handle)
    return key === null ? ERROR_INVALID_HANDLE : key.values.delete(name.toLowerCase()) ? NO_ERROR : ERROR_FILE_NOT_FOUND
  }

  deleteKey(handle: number, path: string): WIN32_ERROR {
    const from = this.#keyOf(handle)
    if (from === null) return ERROR_INVALID_HANDLE
    const parts = partsOf(path)
    const name = parts.pop()?.toLowerCase()
    const parent = this.#walk(from, parts, false)
    const key = name === undefined ? undefined : parent?.keys.get(name)
    if (parent === null || name === undefined || key === undefined) return ERROR_FILE_NOT_FOUND
    if (key.keys.size > 0) return ERROR_KEY_HAS_CHILDREN
    parent.keys.delete(name)
    return NO_ERROR
  }

  keyAt(handle: number, index: number): string | WIN32_ERROR {
    const key = this.#keyOf(handle)
    return key === null ? ERROR_INVALID_HANDLE : [...key.keys.values()][index]?.name ?? ERROR_NO_MORE_ITEMS
  }

  valueAt(handle: number, index: number): Value | WIN32_ERROR {
    const key = this.#keyOf(handle)
    return key === null ? ERROR_INVALID_HANDLE : [...key.values.values()][index] ?? ERROR_NO_MORE_ITEMS
  }
}
