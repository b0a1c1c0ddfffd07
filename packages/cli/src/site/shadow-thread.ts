// The thread of a new stack that gets copies: modules, filters and crashes of its own.

import { parentPort, workerData } from 'node:worker_threads'
import { loadConfig } from '../config/load-config.ts'
import { startOnLoopback, type LoopbackFacts } from './local-side.ts'

/** What it tells. */
export type ShadowThreadMessage = { readonly facts: LoopbackFacts } | { readonly says: string }

const { file, name } = workerData as { readonly file: string; readonly name: string } // given by shadowing.ts
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is a thread, not a window
const tell = (message: ShadowThreadMessage): void => { parentPort?.postMessage(message) }
const { facts, close } = await startOnLoopback(await loadConfig(file), { name, profile: null, log: ({ text }) => { tell({ says: text }) } }, [])
tell({ facts })
parentPort?.once('message', () => {
  void close().finally(() => { parentPort?.close() })
})
