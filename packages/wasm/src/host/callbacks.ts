// The callbacks of a filter, as imports of its module: from addresses to arguments. What they do is filter-api's business.

import {
  authCompleteFunctions, copyOut, getServerVariable, requestHeaderFunctions, responseHeaderFunctions, SF_REQ_ADD_HEADERS_ON_DENIAL,
  SF_REQ_GET_CONNID, SF_REQ_GET_PROPERTY, SF_REQ_NORMALIZE_URL, SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_PROXY_INFO, SetLastError,
  type HTTP_FILTER_CONTEXT, type HeaderFunctions
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, FALSE, TRUE, type LPDWORD } from '@isapi-bridge/win32'
import type { Guest } from './guest.ts'
import type { PathMap } from './path-map.ts'
import type { Import } from './web-assembly.ts'

/** Server variables that are paths. */
const PATHS: ReadonlySet<string> = new Set(['PATH_TRANSLATED', 'APPL_PHYSICAL_PATH', 'SCRIPT_TRANSLATED', 'UNICODE_PATH_TRANSLATED', 'UNICODE_APPL_PHYSICAL_PATH', 'UNICODE_SCRIPT_TRANSLATED'])

/** GetHeader and friends, by the number of their block in runtime/thunks.c. */
const BLOCKS: readonly HeaderFunctions[] = [requestHeaderFunctions, responseHeaderFunctions]

type Call = (pfc: HTTP_FILTER_CONTEXT, a: number, b: number, c: number, d: number) => boolean

const refused = (): typeof FALSE => {
  SetLastError(ERROR_INVALID_PARAMETER)
  return FALSE
}

/** One use at a time: a callback has read and written it before another can begin, or has its own. */
class Cells {
  readonly #free: LPDWORD[] = []
  take(value: number): LPDWORD {
    const cell = this.#free.pop() ?? { value }
    cell.value = value
    return cell
  }
  give(cell: LPDWORD): void { this.#free.push(cell) }
}

/** What the thunks of runtime/thunks.c go on to. */
export function callbackImports(guestOf: () => Guest, paths: PathMap): Readonly<Record<string, Import>> {
  const cells = new Cells()

  /** A callback of a session that lives; when a call nested in it has broken the instance, this one ends too. */
  const callback = (call: Call): Import => (address = 0, a = 0, b = 0, c = 0, d = 0) => {
    const guest = guestOf()
    const pfc = guest.sessionAt(address)
    const { current } = guest
    const result = pfc === null ? refused() : call(pfc, a, b, c, d)
    guest.current = current
    if (guest.fault !== null) throw guest.fault
    return result ? 1 : 0
  }

  /** Calls with a cell for the DWORD at an address, which gets what is left in it. */
  const withCell = (at: number, call: (cell: LPDWORD) => boolean): boolean => {
    if (at === 0) return refused()
    const cell = cells.take(guestOf().memory.word(at))
    const result = call(cell)
    guestOf().memory.setWord(at, cell.value)
    cells.give(cell)
    return result
  }

  const serverSupport: Readonly<Record<number, Call>> = {
    [SF_REQ_SEND_RESPONSE_HEADER]: (pfc, _, data, ul1) => pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, guestOf().memory.string(data), guestOf().memory.string(ul1)),
    [SF_REQ_ADD_HEADERS_ON_DENIAL]: (pfc, _, data) => pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, guestOf().memory.string(data) ?? ''),
    [SF_REQ_GET_CONNID]: (pfc, _, data) => withCell(data, (cell) => pfc.ServerSupportFunction(pfc, SF_REQ_GET_CONNID, cell)),
    [SF_REQ_GET_PROPERTY]: (pfc, _, data, ul1) => withCell(data, (cell) => pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, ul1 as 1)), // another property is refused there
    [SF_REQ_NORMALIZE_URL](pfc, _, data) {
      const { memory } = guestOf()
      const text = memory.string(data)
      return text === null ? refused() : pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, memory.view(data, text.length + 1))
    },
    [SF_REQ_SET_PROXY_INFO]: (pfc, _, data, ul1) => pfc.ServerSupportFunction(pfc, SF_REQ_SET_PROXY_INFO, null, ul1 >>> 0)
  }

  return {
    GetServerVariable: callback((pfc, name, buffer, size) => withCell(size, (cell) => {
      const { memory } = guestOf()
      const variable = memory.name(name)
      if (variable === null) return refused()
      if (!PATHS.has(variable)) return pfc.GetServerVariable(pfc, variable, memory.buffer(buffer, cell.value), cell)
      const path = getServerVariable(pfc, variable)
      return path !== null && copyOut(memory.buffer(buffer, cell.value), cell, paths.toGuest(path), variable.startsWith('UNICODE_'))
    })),
    AddResponseHeaders: callback((pfc, text) => {
      const lines = guestOf().memory.string(text)
      return lines === null ? refused() : pfc.AddResponseHeaders(pfc, lines)
    }),
    WriteClient: callback((pfc, buffer, size) => withCell(size, (cell) => {
      const bytes = guestOf().memory.buffer(buffer, cell.value)
      // Sent later, when the memory may hold something else or have grown.
      return bytes === null ? refused() : pfc.WriteClient(pfc, bytes.slice(), cell)
    })),
    AllocMem(address = 0, size = 0) {
      const guest = guestOf()
      const pfc = guest.sessionAt(address)
      if (pfc === null) {
        refused()
        return 0
      }
      const block = pfc.AllocMem(pfc, size >>> 0)
      if (block === null) return 0
      if (block.buffer === guest.memory.bytes.buffer) return block.byteOffset
      SetLastError(ERROR_NOT_ENOUGH_MEMORY) // a heap that is not this filter's
      return 0
    },
    ServerSupportFunction: callback((pfc, request, data, ul1) => {
      const call = serverSupport[request]
      return call === undefined ? pfc.ServerSupportFunction(pfc, request as 8, null, ul1 >>> 0) : call(pfc, request, data, ul1, 0) // numbers suffice for the others, and unknown ones are refused there
    }),
    GetHeader: callback((pfc, block, name, buffer, size) => withCell(size, (cell) => {
      const { memory } = guestOf()
      const header = memory.name(name)
      return header === null ? refused() : BLOCKS[block]?.GetHeader(pfc, header, memory.buffer(buffer, cell.value), cell) ?? refused()
    })),
    SetHeader: callback((pfc, block, name, value) => {
      const { memory } = guestOf()
      const header = memory.name(name)
      return header === null ? refused() : BLOCKS[block]?.SetHeader(pfc, header, memory.string(value)) ?? refused()
    }),
    AddHeader: callback((pfc, block, name, value) => {
      const { memory } = guestOf()
      const header = memory.name(name)
      return header === null ? refused() : BLOCKS[block]?.AddHeader(pfc, header, memory.string(value)) ?? refused()
    }),
    GetUserToken: callback((pfc, token) => {
      if (token === 0) return refused()
      const cell: { value: unknown } = { value: null }
      if (!authCompleteFunctions.GetUserToken(pfc, cell)) return FALSE
      guestOf().memory.setWord(token, TOKEN) // what it stands for stays on this side
      return TRUE
    })
  }
}

/** A handle that only says that there is a user. */
const TOKEN = 0x0000_0100
