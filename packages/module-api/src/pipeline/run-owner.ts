// What a run asks of the request that it belongs to.

import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpEventProvider, IMapPathProvider } from '../event-providers.ts'
import type { IHttpContext } from '../http-context.ts'
import type { FactsOfRequest } from '../trace-facts.ts'
import type { NotificationTrace, RequestTrace } from '../trace.ts'
import type { Call } from './plan.ts'

export interface RunOwner extends IHttpContext {
  readonly trace: RequestTrace | null
  readonly level: number
  /** How long a notification may wait for its completion, in ms; 0: as long as it likes. */
  readonly handlerTimeout: number
  /** A child request runs: who waits for it is not idle. */
  readonly waitsForChild: boolean
  /** Somebody has answered in the place of the handler. */
  readonly handled: boolean
  /** The provider of a deterministic notification. */
  providerOf(notification: number, post: boolean): IHttpEventProvider
  /** The server's own mapping: the provider to raise RQ_MAP_PATH with, or null when this URL has been mapped already. */
  beginMapping(): IMapPathProvider | null
  endMapping(provider: IMapPathProvider): void
  /** After AUTHENTICATE_REQUEST; false when the request is denied. */
  checkUser(): boolean
  /** Who executes the request, of all that registered for it. */
  executors(all: readonly Call[]): readonly Call[]
  /** Before EXECUTE_REQUEST_HANDLER; false when there is no handler, and the request is refused. */
  beginHandler(): boolean
  /** A factory gave no module. */
  factoryFailed(hr: HRESULT, module: string): void
  /** Names who did not answer in time; whom a module waited for is forgotten then. */
  takeCulprit(module: string): string
  /** Turns a broken module into a 500. */
  fail(hr: HRESULT, module: string): void
  /** What trace records compare. */
  facts(): FactsOfRequest
  /** Ends a trace record, with the name of the status that came back. */
  endTrace(record: NotificationTrace, status: string): void
  report(error: Error): void
}
