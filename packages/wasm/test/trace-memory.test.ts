// What the server hands out to a module while the memory of that grows.

import { expect, it, vi } from 'vitest'
import { findToolchain } from '@isapi-bridge/wasm'
import { said } from './support/module-sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

it.skipIf(compiler === null)('each activity id is whole', async () => {
  const { lines, status } = await said(`
    IHttpTraceContext *trace = context->GetTraceContext(); const GUID first = *trace->GetTraceActivityId(); int same = 0;
    for (int i = 0; i < 200000; i++) if (*trace->GetTraceActivityId() == first) same++;
    say(std::to_string(same));`)
  expect({ lines, status }).toEqual({ lines: ['200000'], status: 200 })
})
