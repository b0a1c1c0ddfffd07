// Filter "ReqTimer": request-timer once more, as it was before anybody ported it. The C++ source (examples/native/ReqTimer) is compiled to
// WebAssembly as it is; no compiler is needed here. What it tells a debugger with OutputDebugString comes to the list of the others.

import type { Filter } from '@isapi-bridge/filter-api'
import { loadWasmFilter } from '@isapi-bridge/wasm'
import { compiledFilter } from '../folders.ts'
import { recordTiming } from '../timings.ts'

const LINE = /^ReqTimer: (\S+) (\S+) ([\d.]+) ms$/

/** One for each server: it has its own memory. */
export function loadCompiledTimer(): Promise<Filter> {
  return loadWasmFilter(compiledFilter, {
    eventLog({ text }) {
      const [, method, url, ms] = LINE.exec(text) ?? []
      if (method !== undefined && url !== undefined) recordTiming({ kind: 'filter', name: 'ReqTimer', method, url, ms: Number(ms) })
    }
  })
}
