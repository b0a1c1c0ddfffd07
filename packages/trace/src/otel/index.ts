// OpenTelemetry: a span for each request, and inside it one for each call of a filter or module.

export { traceToOpenTelemetry, type OpenTelemetryOptions } from './spans.ts'
