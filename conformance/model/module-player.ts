// Plays what the model of modules predicts, on a real site: the same stack, the same deeds, the calls as they come.

import {
  RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type IHttpContext, type ISendResponseProvider,
  type ModuleEntry, type NotificationResult, type PRIORITY_ALIAS
} from '@isapi-bridge/module-api'
import { Readable } from 'node:stream'
import { DETERMINISTIC, NESTED } from '../support/events.ts'
import { moduleOf, type Handlers } from '../support/modules.ts'
import type { Client, OpenSite } from '../support/site.ts'
import { STAGE_BITS, type Answer, type Deed, type EventName, type ModelModule, type Prediction } from './module-model.ts'

const URLS: Readonly<Record<Answer, string>> = { buffered: '/buffered', streamed: '/streamed', throwing: '/throwing', none: '/none' }

/** A site with these modules that plays one request at a time. */
export interface Player {
  play(deeds: readonly Deed[], answer: Answer): Promise<Prediction>
}

interface Recording {
  readonly calls: string[]
  readonly deeds: readonly Deed[]
  depth: number
}

/** Opens the site; it is closed with the test. */
export async function openPlayer(modules: readonly ModelModule[], open: OpenSite): Promise<Player> {
  let now: Recording = { calls: [], deeds: [], depth: 0 }
  const routes = {
    '/buffered': () => { now.calls.push('route'); return 'answer' },
    '/streamed': () => { now.calls.push('route'); return Readable.from([Buffer.from('ans'), Buffer.from('wer')]) },
    '/throwing': () => { now.calls.push('route'); throw new Error('thrown by a route') }
  }
  const site = await open({ routes, modules: modules.map((module) => playing(module, () => now)) })
  let client: Client | undefined
  return {
    async play(deeds, answer) {
      now = { calls: [], deeds, depth: 0 }
      client ??= site.connect()
      const { status, closed } = await client.ask(URLS[answer])
      if (closed) {
        await client.leave()
        client = undefined
      }
      return { calls: now.calls, status }
    }
  }
}

/** Every event that the module is subscribed to writes a line and does its deed. */
function playing(module: ModelModule, now: () => Recording): ModuleEntry {
  const handlers: Record<string, unknown> = {}
  const priority: Record<string, PRIORITY_ALIAS> = {}
  const subscribe = (event: EventName, handler: string): void => {
    const alias = module.priority.get(event)
    if (!module.events.has(event)) return
    if (alias !== undefined) priority[handler] = alias
    handlers[handler] = (context: IHttpContext, provider: ISendResponseProvider) => {
      const recording = now()
      const note = event === 'SEND_RESPONSE' && provider.GetHeadersBeingSent() ? ' with headers' : ''
      recording.calls.push(`${'  '.repeat(recording.depth)}${module.name} ${event}${note}`)
      const deed = recording.deeds.find((each) => each.module === module.name && each.event === event)
      return deed === undefined ? RQ_NOTIFICATION_CONTINUE : perform(deed, context, recording)
    }
  }
  for (const row of [...DETERMINISTIC, ...NESTED]) {
    subscribe(row.name, row.handler)
    if ('post' in row) subscribe(`post ${row.name}`, row.post)
  }
  handlers['OnAsyncCompletion'] = (_context: IHttpContext, bit: number, isPost: boolean) => {
    const name = [...DETERMINISTIC, ...NESTED].find((row) => row.bit === bit)?.name ?? String(bit)
    const event = isPost ? `post ${name}` : name
    const { calls, deeds, depth } = now()
    calls.push(`${'  '.repeat(depth)}${module.name} completes ${event}`)
    return statusOf(deeds.find((deed) => deed.module === module.name && deed.event === event))
  }
  return moduleOf(module.name, handlers as Handlers, { priority })
}

function perform(deed: Deed, context: IHttpContext, recording: Recording): NotificationResult {
  recording.depth++
  if (deed.flush === true) context.GetResponse().Flush()
  if (deed.map === true) context.MapPath('/elsewhere')
  if (deed.handled === true) context.SetRequestHandled()
  if (deed.disable !== undefined) {
    const bit = bitOf(deed.disable.replace(/^post /, ''))
    if (deed.disable.startsWith('post ')) context.DisableNotifications(0, bit)
    else context.DisableNotifications(bit, 0)
  }
  recording.depth--
  if (deed.result === 'throw') throw new Error('thrown by a module')
  if (deed.result.endsWith('finish')) context.GetResponse().SetStatus(403, 'Forbidden')
  const status = statusOf(deed)
  switch (deed.result) {
    case 'continue': case 'finish': return status
    case 'promise of continue': case 'promise of finish': return new Promise((resolve) => { setImmediate(() => { resolve(status) }) })
    case 'indicate continue': case 'indicate finish': setImmediate(() => { context.IndicateCompletion(status) }); break
    case 'post then continue': case 'post then finish': setImmediate(() => { context.PostCompletion(0) }); break
  }
  return RQ_NOTIFICATION_PENDING
}

function statusOf(deed: Deed | undefined): typeof RQ_NOTIFICATION_CONTINUE | typeof RQ_NOTIFICATION_FINISH_REQUEST {
  return deed?.result.endsWith('finish') === true ? RQ_NOTIFICATION_FINISH_REQUEST : RQ_NOTIFICATION_CONTINUE
}

function bitOf(name: string): number {
  return [...STAGE_BITS].find(([stage]) => stage === name)?.[1] ?? NESTED.find((row) => row.name === name)?.bit ?? 0
}
