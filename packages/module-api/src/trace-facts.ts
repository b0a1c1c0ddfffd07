// What a request looks like at one moment, as flat facts, and what has changed between two moments.

import { publishCall, type NotificationTrace, type TraceChange, type TraceSubject } from './trace.ts'

/** A subject and, behind a blank, the name of a header or member; and what it says. */
export type TraceFacts = ReadonlyMap<string, string>

/** The key of a fact. */
export function factKey(what: TraceSubject, name: string): string { return name === '' ? what : `${what} ${name}` }

const NO_FACTS: TraceFacts = new Map()
const NO_CHANGES: readonly TraceChange[] = []

function toChange(key: string, before: string | null, after: string | null): TraceChange {
  const blank = key.indexOf(' ')
  // keys are made by factKey
  return { what: (blank < 0 ? key : key.slice(0, blank)) as TraceSubject, name: blank < 0 ? '' : key.slice(blank + 1), before, after }
}

/** What is different, in the order of the facts; what has gone comes last. */
export function changesBetween(before: TraceFacts, after: TraceFacts): TraceChange[] {
  const changes: TraceChange[] = []
  for (const [key, value] of after) {
    const old = before.get(key) ?? null
    if (old !== value) changes.push(toChange(key, old, value))
  }
  for (const [key, value] of before) if (!after.has(key)) changes.push(toChange(key, value, null))
  return changes
}

/** What a request looked like: the same object at two moments says that nothing has changed between them. */
export interface FactsOfRequest { readonly map: TraceFacts }

/** What was before the calls that run: of the structure of a filter, and of the request. */
interface Before { readonly facts: TraceFacts | null; readonly request: FactsOfRequest | null }
/** Its place on the record, out of sight of those who read it: a WeakMap costs more than the rest of a record. */
const BEFORE: unique symbol = Symbol('before')
type Running = NotificationTrace & { [BEFORE]?: Before | undefined }

/**
 * A call begins.
 * @param facts what only the caller knows, as the structure of a filter; null: nothing
 * @param request null: it belongs to no request
 */
export function publishStart(event: Running, facts: TraceFacts | null, request: FactsOfRequest | null = null): void {
  event[BEFORE] = { facts, request }
  publishCall({ phase: 'start', event }, request === null)
  event.startedAt = performance.now() // what tracing takes is not the caller's
}

/** The call has returned: to be said before anything is read for its record. */
export function stopClock(event: NotificationTrace): void { event.us = (performance.now() - event.startedAt) * 1000 }

/** It has ended, after `stopClock`, with the name of the status that came back. */
export function publishEnd(event: Running, status: string, facts: TraceFacts | null, request: FactsOfRequest | null = null): void {
  event.status = status
  const before = event[BEFORE]
  if (before !== undefined) {
    event[BEFORE] = undefined
    const ofRequest = before.request === null || request === null || before.request === request ? NO_CHANGES : changesBetween(before.request.map, request.map)
    const ofStructure = before.facts === facts ? NO_CHANGES : changesBetween(before.facts ?? NO_FACTS, facts ?? NO_FACTS)
    event.changes = ofRequest.length === 0 ? ofStructure : [...ofRequest, ...ofStructure]
  }
  publishCall({ phase: 'end', event }, request === null)
}
