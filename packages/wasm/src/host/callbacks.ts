// The callbacks of a filter, as imports of its module: from addresses to arguments. What they do is filter-api's business.

import {
  authCompleteFunctions, copyOut, getServerVariable, requestHeaderFunctions, responseHeaderFunctions, SF_REQ_ADD_HEADERS_ON_DENIAL,
  SF_REQ_GET_CONNID, SF_REQ_GET_PROPERTY, SF_REQ_NORMALIZE_URL, SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_PROXY_INFO, SetLastError,
  type HTTP_FILTER_CONTEXT, type HeaderFunctions
} from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, FALSE, TRUE, type LPDWORD } from '@isapi-bridge/win32'
import { wideSize } from './byte-text.ts'
import type { Guest } from './guest.ts'
import { PATH_VARIABLES, type PathMap } from './path-map.ts'
import { uncatchable } from './uncatchable.ts'
import type { Import } from './web-assembly.ts'

/** GetHeader and friends, by the number of their block in runtime/thunks.c. */
function blockOf(block: number): HeaderFunctions { return block === 0 ? requestHeaderFunctions : responseHeaderFunctions }

type Call = (pfc: HTTP_FILTER_CONTEXT, a: number, b: number, c: number, d: number) => boolean

/** Bytes of a value that is fetched before its room is known. */
const LONGEST_VALUE = 16 * 1024 * 1024

const refused = (): typeof FALSE => {
  SetLastError(ERROR_INVALID_PARAMETER)
  return FALSE
}

/** What the thunks of runtime/thunks.c go on to. */
export function callbackImports(guest: Guest, paths: PathMap): Readonly<Record<string, Import>> {
  /** Those that no callback uses at the moment: they nest. */
  const cells: LPDWORD[] = []

  /** A callback of a session that lives; when a call nested in it has broken the instance, this one ends too. */
  const callback = (call: Call): Import => (address = 0, a = 0, b = 0, c = 0, d = 0) => {
    try {
      const pfc = guest.sessionAt(address)
      guest.checkHeaps()
      const result = pfc === null ? refused() : call(pfc, a, b, c, d)
      if (guest.fault !== null) throw guest.fault
      return result ? 1 : 0
    } catch (error) {
      throw uncatchable(error)
    }
  }

  /** A cell for the DWORD at an address; `settle` gives both back. */
  const cellAt = (at: number): LPDWORD => {
    const cell = cells.pop() ?? { value: 0 }
    cell.value = guest.memory.word(at)
    return cell
  }

  const settle = (at: number, cell: LPDWORD, result: boolean): boolean => {
    guest.memory.setWord(at, cell.value)
    cells.push(cell)
    return result
  }

  /** A variable in wide characters, of the size that they have to the filter. */
  const wideVariable = (pfc: HTTP_FILTER_CONTEXT, name: string, buffer: number, size: LPDWORD): boolean => {
    const room = size.value >>> 0
    const value = getServerVariable(pfc, name, LONGEST_VALUE)
    if (value === null) return FALSE
    if (buffer === 0 && room > 0) return refused()
    const text = PATH_VARIABLES.has(name) ? paths.textToGuest(value) : value
    size.value = wideSize(text)
    if (buffer === 0 || size.value > room) {
      SetLastError(ERROR_INSUFFICIENT_BUFFER)
      return FALSE
    }
    guest.memory.writeWide(buffer, text)
    return TRUE
  }

  const allocate = (address: number, size: number): number => {
    const pfc = guest.sessionAt(address)
    if (pfc === null) {
      refused()
      return 0
    }
    guest.checkHeaps()
    const block = pfc.AllocMem(pfc, size)
    if (block === null) return 0
    if (guest.allocated.view === block) return guest.allocated.address
    SetLastError(ERROR_NOT_ENOUGH_MEMORY) // a heap that is not this filter's
    return 0
  }

  const serverSupport: Readonly<Record<number, Call>> = {
    [SF_REQ_SEND_RESPONSE_HEADER]: (pfc, _, data, ul1) => pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, guest.memory.string(data), guest.memory.string(ul1)),
    [SF_REQ_ADD_HEADERS_ON_DENIAL](pfc, _, data) {
      const lines = guest.memory.string(data)
      return lines === null ? refused() : pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, lines)
    },
    [SF_REQ_GET_CONNID](pfc, _, data) {
      if (data === 0) return pfc.ServerSupportFunction(pfc, SF_REQ_GET_CONNID, { value: 0 })
      const cell = cellAt(data)
      return settle(data, cell, pfc.ServerSupportFunction(pfc, SF_REQ_GET_CONNID, cell))
    },
    [SF_REQ_GET_PROPERTY](pfc, _, data, ul1) {
      if (data === 0) return refused()
      const cell = cellAt(data)
      return settle(data, cell, pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, ul1 as 1)) // another property is refused there
    },
    [SF_REQ_NORMALIZE_URL](pfc, _, data) {
      const { memory } = guest
      const text = memory.string(data)
      return text === null ? refused() : pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, memory.view(data, text.length + 1))
    },
    [SF_REQ_SET_PROXY_INFO]: (pfc, _, data, ul1) => pfc.ServerSupportFunction(pfc, SF_REQ_SET_PROXY_INFO, null, ul1 >>> 0)
  }

  return {
    GetServerVariable: callback((pfc, name, buffer, size) => {
      const { memory } = guest
      const variable = memory.name(name)
      if (variable === null || size === 0) return refused()
      const cell = cellAt(size)
      if (variable.startsWith('UNICODE_')) return settle(size, cell, wideVariable(pfc, variable, buffer, cell))
      if (!PATH_VARIABLES.has(variable)) return settle(size, cell, pfc.GetServerVariable(pfc, variable, memory.buffer(buffer, cell.value), cell))
      const path = getServerVariable(pfc, variable)
      return settle(size, cell, path !== null && copyOut(guest.memory.buffer(buffer, cell.value), cell, paths.toGuest(path)))
    }),
    AddResponseHeaders: callback((pfc, text) => {
      const lines = guest.memory.string(text)
      return lines === null ? refused() : pfc.AddResponseHeaders(pfc, lines)
    }),
    WriteClient: callback((pfc, buffer, size) => {
      if (size === 0 || buffer === 0) return refused()
      const cell = cellAt(size)
      // Sent later, when the memory may hold something else or have grown.
      return settle(size, cell, pfc.WriteClient(pfc, guest.memory.view(buffer, cell.value).slice(), cell))
    }),
    AllocMem(address = 0, size = 0) {
      try {
        return allocate(address, size >>> 0)
      } catch (error) {
        throw uncatchable(error)
      }
    },
    ServerSupportFunction: callback((pfc, request, data, ul1) => {
      const call = serverSupport[request]
      return call === undefined ? pfc.ServerSupportFunction(pfc, request as 8, null, ul1 >>> 0) : call(pfc, request, data, ul1, 0) // numbers suffice for the others, and unknown ones are refused there
    }),
    GetHeader: callback((pfc, block, name, buffer, size) => {
      const { memory } = guest
      const header = memory.name(name)
      if (header === null || size === 0) return refused()
      const cell = cellAt(size)
      return settle(size, cell, blockOf(block).GetHeader(pfc, header, memory.buffer(buffer, cell.value), cell))
    }),
    SetHeader: callback((pfc, block, name, value) => {
      const { memory } = guest
      const header = memory.name(name)
      return header === null ? refused() : blockOf(block).SetHeader(pfc, header, memory.string(value))
    }),
    AddHeader: callback((pfc, block, name, value) => {
      const { memory } = guest
      const header = memory.name(name)
      return header === null ? refused() : blockOf(block).AddHeader(pfc, header, memory.string(value))
    }),
    GetUserToken: callback((pfc, token) => {
      if (token === 0) return refused()
      const cell: { value: unknown } = { value: null }
      if (!authCompleteFunctions.GetUserToken(pfc, cell)) return FALSE
      guest.memory.setWord(token, TOKEN) // what it stands for stays on this side
      return TRUE
    })
  }
}

/** A handle that only says that there is a user. */
const TOKEN = 0x0000_0100
