// What happened to requests: recorded, kept, written, read back.

export {
  RECORD_VERSION, REDACTED, type RecordedAddress, type RecordedBody, type RecordedChild, type RecordedConnection, type RecordedEvent, type RecordedFailure, type RecordedField, type RecordedHeader, type RecordedLine,
  type RecordedRequest, type RecordedServerEvent, type RecordedSession, type RecordedStateStep
} from './record.ts'
export { createTraceRecorder, type TraceRecorder, type TraceRecorderOptions } from './recorder.ts'
export { type RedactOptions } from './redact.ts'
export { type CaptureRule } from './rules.ts'
