// What the channels tell of requests and connections, read off the objects of the host.

import { Readable } from 'node:stream'
import { connectionChannel, requestChannel, type ConnectionTraceMessage, type OutcomeTrace, type ReceivedTrace, type RequestTrace, type TraceAddress } from '../trace.ts'
import type { HttpConnection } from './connection.ts'
import type { HttpContext } from './context.ts'
import { namesOf } from './request-facts.ts'

function addressOf(address: string | undefined, port: number | undefined): TraceAddress { return { address: address ?? '', port: port ?? 0 } }

function receivedOf({ request, site, activityId }: HttpContext): ReceivedTrace {
  const { message, port } = request
  const entity: unknown = message.entity ?? message
  return {
    target: request.receivedTarget,
    rawHeaders: [...message.rawHeaders],
    httpVersion: `${message.httpVersionMajor}.${message.httpVersionMinor}`,
    secure: port?.encrypted === true,
    client: addressOf(port?.remoteAddress, port?.remotePort),
    server: addressOf(port?.localAddress, port?.localPort),
    site: { id: site.id, name: site.name },
    activityId,
    entity: entity instanceof Readable ? entity : null
  }
}

/** A request enters the pipeline. */
export function publishReceived(context: HttpContext, request: RequestTrace): void {
  request.method = context.request.GetHttpMethod()
  request.url = context.rawUrl
  if (requestChannel.hasSubscribers) requestChannel.publish({ phase: 'start', request, received: receivedOf(context) })
}

/** To be read before contexts and users go; null when nobody listens. */
export function outcomeOf(context: HttpContext): OutcomeTrace | null {
  if (context.trace === null || !requestChannel.hasSubscribers) return null
  const { response } = context
  const { store } = response
  return {
    status: store.status,
    subStatus: response.subStatus,
    reason: response.GetStatus().ppszReason,
    headers: store.names().flatMap((name) => [store.get(name) ?? ''].flat().map((value) => [name, value] as const)),
    ...namesOf(context),
    physicalPath: context.GetPhysicalPath(),
    bytesSent: context.bytesSent,
    bytesReceived: context.requestLog.bytesReceived,
    aborted: context.aborted
  }
}

/** A client has come, or gone. */
export function publishConnection(phase: ConnectionTraceMessage['phase'], { id, port }: HttpConnection): void {
  if (connectionChannel.hasSubscribers) connectionChannel.publish({ phase, connection: id, client: addressOf(port.remoteAddress, port.remotePort), secure: port.encrypted === true })
}
