// Records as a recorder would have them, in few words.

import type { RecordedConnection, RecordedEvent, RecordedRequest, TraceRecorder } from '@isapi-bridge/trace'

export function event(given: Partial<RecordedEvent> & Pick<RecordedEvent, 'name' | 'notification'>): RecordedEvent {
  return {
    seq: 1, endSeq: 2, at: 0, request: 7, stage: given.notification, post: false, kind: given.notification.startsWith('SF_') ? 'filter' : 'module', status: 'RQ_NOTIFICATION_CONTINUE', us: 10, depth: 0, child: 0, changes: [],
    skipped: null, completions: [], ...given
  }
}

export function record(given: Partial<RecordedRequest> = {}): RecordedRequest {
  return {
    type: 'request', version: 1, id: 7, connection: 3, order: 1, activityId: '', startedAt: '2026-01-02T03:04:05.678Z', ms: 12.5, aborted: false, method: 'GET', url: '/a', httpVersion: '1.1', secure: false,
    headers: [['Host', 'site.example:8080']], body: null, status: 200, subStatus: 0, reason: 'OK', responseHeaders: [], user: '', authType: '', bytesSent: 0, bytesReceived: 0, client: null, server: null,
    site: { id: 1, name: 'Site' }, physicalPath: '', failure: null, events: [], serverEvents: [], children: [], dropped: 0, ...given
  }
}

export function connection(given: Partial<RecordedConnection> = {}): RecordedConnection {
  return { type: 'connection', version: 1, id: 3, openedAt: '2026-01-02T03:04:05.600Z', closedAt: null, client: null, secure: false, requests: [7], sessions: [], events: [], ...given }
}

/** What has been recorded, as somebody asks for it. */
export function recorderOf(requests: readonly RecordedRequest[], connections: readonly RecordedConnection[] = []): Pick<TraceRecorder, 'list' | 'get' | 'connections'> {
  return { list: () => [...requests], get: (id) => requests.find((request) => request.id === id) ?? null, connections: () => [...connections] }
}
