// What `shadow` of a configuration asks for: another stack, which gets copies, and where the differences go.

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { CompareError, runningServer, toHtml, type RunningSide, type Side } from '@isapi-bridge/compare'
import { createShadow } from '@isapi-bridge/compare/shadow'
import { createRecordingFile } from '@isapi-bridge/trace'
import type { ShadowConfig } from '../config/config.ts'
import { isUrl } from '../config/from-config.ts'
import { CliError, codeOf, messageOf } from '../errors.ts'
import type { Setup } from '../setup.ts'
import type { Log } from './events.ts'
import { shorten } from './load-file.ts'
import { readFacts } from './local-side.ts'
import type { ShadowThreadMessage } from './shadow-thread.ts'

export interface Shadowing {
  readonly watch: NonNullable<Setup['watch']>
  /** Ends the copies, and says how it went. Never rejects. */
  close(): Promise<void>
}

const SAMPLES = 16 * 1024 * 1024
/** Milliseconds that the thread may take to start, and to end. */
const START = 60_000
const END = 2000

/**
 * Starts to shadow. Null: the new stack cannot be started, which the log says; the old one need not care.
 * @throws CliError for options that cannot be
 */
export async function startShadowing({ to, samples, maxBytes, report, ...options }: ShadowConfig, log: Log): Promise<Shadowing | null> {
  const warn = (text: string, error: unknown = null): void => { log({ event: null, level: 'warning', text, error }) }
  if (!isUrl(to) && !existsSync(to)) throw new CliError('ERR_CLI_CONFIG', `\`shadow.to\`: ${shorten(to)} does not exist.`, 'Name a configuration, or the URL of a server.')
  const file = samples === undefined ? null : createRecordingFile({ path: samples, maxBytes: maxBytes ?? SAMPLES, maxFiles: 2, report: (error) => { warn(error.message, error) } })
  try {
    const side = isUrl(to) ? runningServer(to) : threadSide(to, (text) => { warn(`shadow: ${text}`) })
    const shadow = await createShadow({ ...options, to: side, log: (text) => { warn(text) }, ...(file !== null && { onSample: (sample) => { file.write(sample) } }) })
    return {
      watch: (request, response) => { shadow.watch(request, response) },
      async close() {
        await Promise.all([shadow.close(), file?.flush()])
        await file?.close()
        const { seen, compared, different, dropped, leftOut } = shadow.counts
        warn(`shadow: ${seen} came in, ${compared} compared, ${different} answered otherwise, ${leftOut} left out${dropped > 0 ? `, ${dropped} of them for want of time` : ''}.`)
        if (report !== undefined) await writeFile(report, toHtml(shadow.report())).catch((error: unknown) => { warn(`shadow: ${shorten(report)} cannot be written: ${messageOf(error)}`, error) })
      }
    }
  } catch (error) {
    if (error instanceof CompareError) throw new CliError('ERR_CLI_CONFIG', `\`shadow\`: ${error.message}`, '', error)
    warn(`shadow: ${shorten(to)} cannot be started, so that nothing is compared: ${messageOf(error)}`, error)
    return null
  }
}

/** A configuration in a thread of its own: nothing that happens there can harm or slow the server. */
function threadSide(file: string, say: (text: string) => void): Side {
  const name = shorten(file)
  return { name, local: true, start: () => startThread(file, name, say) }
}

function startThread(file: string, name: string, say: (text: string) => void): Promise<RunningSide> {
  const thread = new Worker(new URL('shadow-thread.js', import.meta.url), { workerData: { file, name } })
  const ended = new Promise<void>((resolve) => { thread.once('exit', () => { resolve() }) })
  let running = false
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`It did not start within ${START} ms.`))
      void thread.terminate()
    }, START)
    const failed = (error: unknown): void => {
      clearTimeout(timer)
      if (running) say(`${name} has ended, and gets no more copies: ${messageOf(error)}${codeOf(error) === '' ? '' : ` (${codeOf(error)})`}`)
      reject(error instanceof Error ? error : new Error(messageOf(error)))
    }
    thread.on('error', failed)
    void ended.then(() => { if (!running) failed(new Error('It ended.')) })
    thread.on('message', (message: ShadowThreadMessage) => {
      if ('says' in message) {
        say(message.says)
        return
      }
      clearTimeout(timer)
      running = true
      resolve({
        ...readFacts(message.facts), takeLogRecord: () => null,
        async close() {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is a thread, not a window
          thread.postMessage('close')
          const late = setTimeout(() => { void thread.terminate() }, END)
          await ended
          clearTimeout(late)
        }
      })
    })
  })
}
