// What happened to requests: recorded, kept, written, read back.

export {
  RECORD_VERSION, REDACTED, type RecordedAddress, type RecordedBody, type RecordedChild, type RecordedConnection, type RecordedEvent, type RecordedFailure, type RecordedField, type RecordedHeader, type RecordedLine,
  type RecordedRequest, type RecordedServerEvent, type RecordedSession, type RecordedStateStep
} from './record.ts'
export { createTraceRecorder, type TraceRecorder, type TraceRecorderOptions } from './recorder.ts'
export { Redactor, type RedactOptions } from './redact.ts'
export { parsePath, parseStatusCodes, type CaptureRule } from './rules.ts'
export { TRACE_ERRORS, TraceError, type TraceErrorCode } from './errors.ts'
export { readRecording, type ReadRecordingOptions } from './read-recording.ts'
export { createRecordingFile, type RecordingFile, type RecordingFileOptions } from './recording-file.ts'
export { createFailedRequestLog, type FailedRequestLog, type FailedRequestLogOptions } from './freb/failed-request-log.ts'
export { frebEvents, type FrebEvent } from './freb/events.ts'
export { describe as describeField } from './freb/texts.ts'
export { compactView, type CompactRow } from './freb/compact.ts'
export { frebXml, type FrebOptions } from './freb/xml.ts'
export { HAR_FRAME, harEntry } from './har.ts'
export * as frebViewer from './freb/views.ts'
export type { ViewerEvent, ViewerNode, ViewerView } from './freb/views.ts'
