// Plays what the model of filters predicts, on a real site.

import {
  SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_READ_NEXT, type HTTP_FILTER_CONTEXT, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type ModuleEntry, type NotificationResult } from '@isapi-bridge/module-api'
import { FILTER_EVENTS, RAW_EVENTS } from '../support/events.ts'
import { bridged, type FilterHandlers } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import type { Client, OpenSite } from '../support/site.ts'
import { NOTIFICATIONS, NOT_RAW, readsRaw, type Denial, type FilterDeed, type FilterPrediction, type FilterResult, type ModelFilter, type Notification, type Profile } from './filter-model.ts'

const BITS: Readonly<Record<Notification, number>> = { ...FILTER_EVENTS, ...RAW_EVENTS }

const STATUSES: Readonly<Record<Exclude<FilterResult, 'throw'>, SF_STATUS_TYPE>> = {
  NEXT: SF_STATUS_REQ_NEXT_NOTIFICATION,
  HANDLED: SF_STATUS_REQ_HANDLED_NOTIFICATION,
  FINISHED: SF_STATUS_REQ_FINISHED,
  FINISHED_KEEP_CONN: SF_STATUS_REQ_FINISHED_KEEP_CONN,
  ERROR: SF_STATUS_REQ_ERROR,
  READ_NEXT: SF_STATUS_REQ_READ_NEXT,
  nonsense: 42 as SF_STATUS_TYPE // what a filter in C can return
}

const deny = (context: IHttpContext): NotificationResult => {
  context.GetResponse().SetStatus(401, 'Unauthorized')
  return RQ_NOTIFICATION_FINISH_REQUEST
}
const DENIERS: Readonly<Record<Denial, readonly ModuleEntry[]>> = {
  none: [], logon: [moduleOf('denying', { OnAuthenticateRequest: deny })], resource: [moduleOf('denying', { OnAuthorizeRequest: deny })]
}

export interface FilterPlayer {
  play(deeds: readonly FilterDeed[], keepAlive: boolean, requests: number): Promise<FilterPrediction>
}

interface Recording {
  readonly calls: string[]
  readonly deeds: readonly FilterDeed[]
  depth: number
  acts: boolean
}

/** Opens a site with these filters; it is closed with the test. @param raw they are registered for raw data, too */
export async function openFilterPlayer(filters: readonly ModelFilter[], profile: Profile, denial: Denial, open: OpenSite, raw = false): Promise<FilterPlayer> {
  const notifications = raw ? NOTIFICATIONS.filter((notification) => notification !== 'READ_RAW_DATA' || readsRaw(profile)) : NOT_RAW
  let now: Recording = { calls: [], deeds: [], depth: 0, acts: false }
  const routes = { '/route': () => { now.calls.push('route'); return 'answer' } }
  const site = await open({ routes, modules: [...filters.map((filter) => playing(filter, notifications, profile, () => now)), ...DENIERS[denial]] })
  return {
    async play(deeds, keepAlive, requests) {
      const answers: string[] = []
      const recording: Recording = { calls: [], deeds, depth: 0, acts: false }
      now = recording
      let client: Client | null = null
      for (let request = 0; request < requests; request++) {
        recording.acts = request === 0
        client ??= site.connect()
        const { status, closed } = await client.ask({ url: '/route', ...(keepAlive ? {} : { headers: { connection: 'close' } }) })
        answers.push(`${status}${keepAlive && closed ? ' closed' : ''}`)
        if (closed || !keepAlive) {
          await client.leave()
          client = null
        }
      }
      await client?.leave()
      return { calls: withoutRepeats(recording.calls), answers }
    }
  }
}

/** A run of blocks that leave is one call of each filter. */
function withoutRepeats(calls: readonly string[]): readonly string[] {
  const run = new Set<string>()
  return calls.filter((call) => {
    if (!call.endsWith(' SEND_RAW_DATA')) run.clear()
    else if (run.has(call)) return false
    else run.add(call)
    return true
  })
}

function playing({ name, order }: ModelFilter, notifications: readonly Notification[], profile: Profile, now: () => Recording): ModuleEntry {
  const handler = (notification: Notification) => (pfc: HTTP_FILTER_CONTEXT): SF_STATUS_TYPE => {
    const recording = now()
    recording.calls.push(`${'  '.repeat(recording.depth)}${name} ${notification}`)
    const deed = recording.acts || notification === 'END_OF_NET_SESSION' ? recording.deeds.find((each) => each.filter === name && each.notification === notification) : undefined
    if (deed === undefined) return SF_STATUS_REQ_NEXT_NOTIFICATION
    recording.depth++
    if (deed.disables !== undefined) pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, BITS[deed.disables])
    if (deed.answers === true) {
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Type: text/plain\r\n\r\n')
      pfc.WriteClient(pfc, Buffer.from('no'), { value: 2 })
    }
    recording.depth--
    if (deed.result === 'throw') throw new Error('thrown by a filter')
    return STATUSES[deed.result]
  }
  const on: FilterHandlers = Object.fromEntries(notifications.map((event) => [event, handler(event)]))
  return bridged(name, on, { profile, ...(order === 'none' ? {} : { order }) })
}
