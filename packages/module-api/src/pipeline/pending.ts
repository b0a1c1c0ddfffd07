// One notification that waits for its completion.

import { ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import type { REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import type { ICustomNotificationProvider, IHttpCompletionInfo, IHttpEventProvider } from '../event-providers.ts'
import type { NotificationTrace } from '../trace.ts'
import type { Call } from './plan.ts'

/** What handlers get: of a custom notification, the object of whoever raises it. */
export type Provider = IHttpEventProvider | ICustomNotificationProvider
/** A completion: of IndicateCompletion, or one that OnAsyncCompletion is to hear of. */
export type Completion = REQUEST_NOTIFICATION_STATUS | IHttpCompletionInfo
export type Settle = (status: REQUEST_NOTIFICATION_STATUS) => void

export interface Pending {
  call: Call
  readonly provider: Provider
  readonly record: NotificationTrace | null
  /** Settled by a promise, not by completions. */
  readonly promised: boolean
  /** A completion has been queued. */
  posted: boolean
  /** Finished operations that wait until the completion before them has been heard. */
  later: IHttpCompletionInfo[] | null
  timer: NodeJS.Timeout | null
  /** It still waits. */
  open: boolean
  /** Of a custom notification: who raised it. */
  readonly raiser: Call | null
  /** What follows; null: a deterministic step, which simply goes on. */
  readonly settle: Settle | null
}

/** In the place of a status: the notification waits. */
export const SUSPENDED = -1

export const canComplete = (pending: Pending): boolean => !pending.promised && !pending.posted
export const ABORTED: IHttpCompletionInfo = { GetCompletionBytes: () => 0, GetCompletionStatus: () => HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) }
