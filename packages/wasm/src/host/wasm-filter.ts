// A compiled filter, with the entry points of one in TypeScript.

import { basename } from 'node:path'
import {
  notifications, SetLastError, SF_MAX_FILTER_DESC_LEN, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter, type FilterMemory, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_VERSION,
  type HttpFilterProcArguments, type NotificationStructures, type NotificationType, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_SERVICE_REQUEST_TIMEOUT, type BOOL, type DWORD } from '@isapi-bridge/win32'
import { WasmError } from '../errors.ts'
import { cameOutOf, FaultCounter, faultOf, NotStarted, NullWritten } from './faults.ts'
import { GuestHeap, type HeapOwner } from './guest-heap.ts'
import { Guest, placeOf, type GuestContext } from './guest.ts'
import { GuestSystem } from './guest-system.ts'
import type { WasmFilterOptions } from './options.ts'
import { payloadRow, type PayloadRow } from './payloads.ts'
import { readCompiled, type CompiledFile } from './wasm-file.ts'
import { wasm, type Import } from './web-assembly.ts'

/** A compiled filter that is loaded. */
export interface WasmFilter extends Filter {
  readonly GetFilterVersion: (pVer: HTTP_FILTER_VERSION) => BOOL
  readonly TerminateFilter: (dwFlags: DWORD) => BOOL
  readonly memory: FilterMemory
  /** Its name in reports. */
  readonly name: string
  /** Functions that it calls and that are not there: a call ends the request. */
  readonly missing: readonly string[]
  /** Breakdowns so far. */
  readonly faults: number
  /** It broke down too often: every request ends with 500. */
  readonly disabled: boolean
  /** Files, keys and values that it asked for in vain when it started last: the likely reason when it has refused. */
  readonly notFound: readonly string[]
}

const SIZE_OF_VERSION = 272
/** What WAS writes when it disables an application pool. */
const RAPID_FAIL_EVENT = 5002

/** After the answer a refusal changes nothing any more. */
const CLOSING = SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION
/** All that a filter may hear of a request before. */
const OPENING = notifications.reduce((mask, { flag }) => mask | flag, 0) & ~CLOSING

/**
 * Loads a filter that `compile` has made, from a file or from its bytes. One instance serves a server; after a breakdown it is replaced by a
 * new one at the next call, and `pFilterContext` of its sessions is NULL again.
 * @throws WasmError ERR_WASM_FILE it is no such file, ERR_WASM_OPTIONS
 */
export async function loadWasmFilter(source: string | Uint8Array, options: WasmFilterOptions = {}): Promise<WasmFilter> {
  const file = await readCompiled(source, options, 'filter')
  const absent = ['GetFilterVersion', 'HttpFilterProc', 'isapi_start', 'isapi_call'].filter((entry) => !wasm.Module.exports(file.module).some((one) => one.name === entry))
  if (absent.length > 0) throw new WasmError('ERR_WASM_FILE', `Filter "${file.name}" has no function ${absent.join(', ')}.`)
  return new CompiledFilter(file, typeof source === 'string' ? `compiled, ${basename(source)}` : 'compiled', options)
}

class CompiledFilter implements WasmFilter {
  readonly name: string
  readonly origin: string
  readonly missing: readonly string[]
  readonly memory: FilterMemory
  readonly #file: CompiledFile
  readonly #system: GuestSystem
  readonly #counter: FaultCounter
  readonly #options: WasmFilterOptions
  #guest: Guest | null = null
  #revision = 0
  /** What it registered for. */
  #flags = 0
  faults = 0

  constructor(file: CompiledFile, origin: string, options: WasmFilterOptions) {
    const { rapidFail = { faults: 5, minutes: 5 } } = options.limits ?? {}
    this.name = file.name
    this.missing = file.missing
    this.origin = origin
    this.#file = file
    this.#options = options
    this.#counter = new FaultCounter(rapidFail)
    this.#system = new GuestSystem(file.name, options)
    const owner: HeapOwner = {
      guest: () => (this.#guest?.fault === null ? this.#guest : null),
      broken: (guest, error) => { this.#broken(guest, 'freeing the memory of a session', error) }
    }
    this.memory = {
      createHeap: (heapOptions) => new GuestHeap(owner, heapOptions),
      closeContext(pfc) {
        const context = placeOf(pfc)
        context?.guest.closeContext(context)
      }
    }
  }

  get disabled(): boolean { return this.#counter.disabled }
  get notFound(): readonly string[] { return this.#system.sought.names }

  readonly GetFilterVersion = (pVer: HTTP_FILTER_VERSION): BOOL => {
    this.#revision = pVer.dwServerFilterVersion
    return this.#open(pVer) !== null
  }

  readonly HttpFilterProc = ((pfc: HTTP_FILTER_CONTEXT, notification: NotificationType, pvNotification: NotificationStructures[NotificationType]) => this.#call(pfc, notification, pvNotification)) as (...args: HttpFilterProcArguments) => SF_STATUS_TYPE // the union of arguments is looked up by the notification

  readonly TerminateFilter = (dwFlags: DWORD): BOOL => {
    const guest = this.#guest
    if (guest === null || guest.fault !== null) return true
    guest.deadline = 0
    try {
      const result = guest.has('TerminateFilter') ? guest.entry('TerminateFilter')(dwFlags) : 1
      guest.entry('isapi_stop')()
      return result !== 0
    } catch (error) {
      throw this.#broken(guest, 'TerminateFilter', error)
    } finally {
      this.#guest = null
      guest.files.closeAll()
    }
  }

  /** Whether a notification closes what a former instance has begun: the new one knows nothing of it, and a filter that takes pFilterContext for granted there would break down again. */
  #closesForeign({ guest }: GuestContext, notification: NotificationType): boolean {
    return guest.fault !== null && (notification === SF_NOTIFY_END_OF_NET_SESSION || (this.#flags & OPENING) !== 0)
  }

  #call(pfc: HTTP_FILTER_CONTEXT, notification: NotificationType, payload: NotificationStructures[NotificationType]): SF_STATUS_TYPE {
    if (this.#counter.disabled) return refuse(notification)
    const place = placeOf(pfc)
    if ((notification & CLOSING) !== 0 && place !== null && this.#closesForeign(place, notification)) return SF_STATUS_REQ_NEXT_NOTIFICATION
    let guest = this.#guest
    if (guest === null || guest.fault !== null) {
      guest = this.#open(null)
      if (guest === null) return refuse(notification)
    }
    const row = payloadRow(notification)
    const { current } = guest
    if (current === null) guest.deadline = 0
    try {
      const context = guest.current = place !== null && place.guest === guest ? place : guest.contextOf(pfc)
      const status = row === undefined || row.write === null ? guest.enter(context.address, notification, 0) : this.#callWith(guest, context, row, payload)
      guest.current = current
      return status as SF_STATUS_TYPE // the bridge looks it up
    } catch (error) {
      throw this.#broken(guest, nameOf(notification), error) // nothing is given back: the instance is not used again
    }
  }

  /** With a structure. */
  #callWith(guest: Guest, { address }: GuestContext, row: PayloadRow<NotificationType>, payload: NotificationStructures[NotificationType]): number {
    const { mark } = guest
    const frame = guest.frame()
    guest.depth++
    if (row.size > 0) frame.address = guest.take(row.size)
    row.write?.(guest, frame, payload, this.#system.paths)
    const status = guest.enter(address, row.flag, frame.address)
    if (row.read !== null) row.read(guest, frame, payload, this.#system.paths)
    guest.depth--
    guest.release(mark)
    return status
  }

  /** A new instance, started as a DLL is loaded; null: GetFilterVersion has returned FALSE. */
  #open(pVer: HTTP_FILTER_VERSION | null): Guest | null {
    const { module, pages, ceiling } = this.#file
    const memory = new wasm.Memory({ initial: pages, maximum: ceiling })
    let opened: Guest | null = null
    this.#system.sought.begin()
    try {
      const guest = opened = new Guest(module, memory, (self) => this.#system.imports(self, { env: { memory, ...this.#stubs() } }))
      this.#guest = guest
      const accepted = this.#version(guest, pVer)
      if (!accepted) this.#system.refused()
      if (!accepted && pVer === null) guest.end(new Error('GetFilterVersion has returned FALSE'))
      return accepted ? guest : null
    } catch (error) {
      this.#system.refused()
      if (error instanceof WasmError) throw error
      if (error instanceof NotStarted) throw error.toWasmError(this.name, 'Filter')
      throw this.#broken(opened, opened === null ? 'DllMain' : 'GetFilterVersion', error)
    } finally {
      this.#system.sought.end()
    }
  }

  #version(guest: Guest, pVer: HTTP_FILTER_VERSION | null): boolean {
    const { memory, mark } = guest
    const address = guest.take(SIZE_OF_VERSION)
    memory.bytes.fill(0, address, address + SIZE_OF_VERSION)
    memory.setWord(address, this.#revision)
    const result = guest.entry('GetFilterVersion')(address)
    if (guest.nullWritten()) throw new NullWritten()
    this.#flags = memory.word(address + 268)
    if (pVer !== null) {
      pVer.dwFilterVersion = memory.word(address + 4)
      pVer.lpszFilterDesc.set(memory.view(address + 8, SF_MAX_FILTER_DESC_LEN))
      pVer.dwFlags = this.#flags
    }
    guest.release(mark)
    return result !== 0
  }

  /** What is missing says so when it is called. */
  #stubs(): Record<string, Import> {
    return Object.fromEntries(this.missing.map((name) => [name, () => this.#system.missing(name)]))
  }

  #broken(guest: Guest | null, where: string, error: unknown): Error {
    const known = guest?.fault
    if (known !== null && known !== undefined) return known
    const fault = faultOf(this.name, where, guest?.ended ?? (guest === null ? error : cameOutOf(guest, error)), guest?.stackIsFull === true)
    guest?.end(fault)
    this.faults++
    if (this.#counter.count(performance.now())) {
      const { faults, minutes } = this.#options.limits?.rapidFail ?? { faults: 5, minutes: 5 }
      this.#options.eventLog?.({
        filter: this.name, source: 'W3SVC', level: 'error', id: RAPID_FAIL_EVENT,
        text: `Filter "${this.name}" is disabled: it broke down ${faults} times within ${minutes} minutes, at last so: ${fault.message} Every request ends with 500 until the server is started again.`
      })
    }
    return fault
  }
}

/** A filter that may guard something is not left out: what it would see is refused. */
function refuse(notification: NotificationType): SF_STATUS_TYPE {
  if ((notification & CLOSING) !== 0) return SF_STATUS_REQ_NEXT_NOTIFICATION
  SetLastError(ERROR_SERVICE_REQUEST_TIMEOUT)
  return SF_STATUS_REQ_ERROR
}

function nameOf(notification: NotificationType): string {
  return notifications.find(({ flag }) => flag === notification)?.name ?? String(notification)
}
