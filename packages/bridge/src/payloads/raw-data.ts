import { plainBytes, type HTTP_FILTER_RAW_DATA } from '@isapi-bridge/filter-api'
import type { RawDataResult } from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, type WIN32_ERROR } from '@isapi-bridge/win32'
import type { BridgedFilter } from '../bridged-filter.ts'
import type { FilterRequest } from '../filter-request.ts'
import type { CarriedRow } from '../notification-map.ts'
import { Occurrence, type Ender } from '../occurrence.ts'

class RawDataPayload implements HTTP_FILTER_RAW_DATA {
  pvInData: Uint8Array
  cbInData: number
  cbInBuffer: number
  readonly dwReserved = 0

  constructor(bytes: Uint8Array) {
    this.pvInData = bytes
    this.cbInBuffer = this.cbInData = bytes.byteLength
  }
}

/** One block of bytes. What one filter leaves of it is what the next one sees; a status ends the connection, because there may be no request to end. */
export class RawOccurrence extends Occurrence implements Ender {
  declare readonly payload: RawDataPayload
  result: RawDataResult = 'continue'
  /** The filter that was called last has answered READ_NEXT. */
  wantsMore = false
  #bytes: Uint8Array

  constructor(row: CarriedRow, request: FilterRequest, bytes: Uint8Array) {
    super(row, request, new RawDataPayload(bytes))
    this.#bytes = bytes
  }

  get bytes(): Uint8Array { return this.#bytes }
  set bytes(bytes: Uint8Array) {
    this.#bytes = this.payload.pvInData = bytes
    this.payload.cbInData = this.payload.cbInBuffer = bytes.byteLength
  }

  /** Nothing of the block is left, or the connection ends. */
  override get over(): boolean { return this.result !== 'continue' || this.#bytes.byteLength === 0 }
  override get ender(): Ender { return this }

  /** Fidelity: filter.send-raw.finished-closes */
  finish(): boolean {
    this.result = 'close'
    return true
  }

  fail(error: WIN32_ERROR): void { this.result = this.row.effects === 'reading' && this.request.failRaw(error) ? 'close' : 'reset' }
  more(): void { this.wantsMore = true }

  override settle(filter: BridgedFilter): void {
    const { cbInData } = this.payload
    const pvInData = plainBytes(this.payload.pvInData)
    if (pvInData instanceof Uint8Array && cbInData >>> 0 === cbInData && cbInData <= pvInData.byteLength) {
      if (pvInData !== this.#bytes || cbInData !== pvInData.byteLength) this.bytes = cbInData === pvInData.byteLength ? pvInData : pvInData.subarray(0, cbInData)
      return
    }
    filter.report('ERR_BRIDGE_RAW_DATA', `left a block of ${String(cbInData)} bytes in a buffer of ${pvInData instanceof Uint8Array ? pvInData.byteLength : 'none'} (${this.row.name}).`)
    this.fail(ERROR_INVALID_PARAMETER)
  }
}
