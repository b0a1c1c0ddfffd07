// One request: what it was, what came back, who had a part in it.

import { calls } from './calls.js'
import { breakable, copy, h } from './dom.js'
import { waterfall } from './lanes.js'
import { bytes, clock, count, isPlain, short, statusClass, statusOf, subject, time, visible } from './words.js'

/** A pair of a list of facts; null where there is nothing to say. */
export function fact(name, ...value) { return value.every((part) => part === null || part === '') ? null : h('div', null, h('dt', null, name), h('dd', null, ...value)) }

function address(one) { return one === null || one === undefined ? null : `${one.address.includes(':') ? `[${one.address}]` : one.address}:${one.port}` }

function headers(title, list) {
  if (list.length === 0) return null
  return h('details', { class: 'headers' }, h('summary', null, `${title} (${list.length})`),
    h('dl', { class: 'facts code' }, list.map(([name, value]) => h('div', null, h('dt', null, visible(name)), h('dd', null, value === '' ? h('em', null, 'empty') : visible(value))))))
}

function whyKept({ failure }) { return failure === null ? null : `${failure.reason} (${failure.triggerStatus}), rule ${failure.rule}` }

/** A change stands with the innermost call that made it. */
function isOwn(events, index, change) {
  for (let inner = index + 1; inner < events.length && events[inner].depth > events[index].depth; inner++) {
    if (events[inner].changes.some(({ what, name, after }) => what === change.what && name === change.name && after === change.after)) return false
  }
  return true
}

const MAX_SUMMARY = 12

/** What was done, at first sight: each change with who made it, and who ended the request. */
function summary({ events, children }, show) {
  const executed = (index) => children.filter(({ seq }) => events.findLastIndex((one) => one.seq < seq && (one.endSeq === 0 || one.endSeq > seq)) === index)
  const lines = events.flatMap((event, index) => [
    ...executed(index).map((child) => ({ event, index, words: ['executed ', h('code', null, `${visible(child.method)} ${visible(child.url)}`)] })),
    ...event.changes.filter((change) => isOwn(events, index, change)).map((change) => ({ event, index, words: [h('span', null, `${visible(subject(change))} `), valueOf(change.before, 'before'), ' → ', valueOf(change.after, 'after')] })),
    ...(event.skipped === null && !isPlain(event.status) && event.status !== null ? [{ event, index, words: [`returned ${short(event.status)}`] }] : [])
  ])
  const list = h('ul', { class: 'did' }, lines.slice(0, MAX_SUMMARY).map(({ event, index, words }) => h('li', null,
    h('a', { href: '#', class: event.kind, onclick: (click) => { click.preventDefault(); show(index) } }, breakable(event.name)), h('span', { class: 'small' }, ` ${short(event.notification)}${event.post ? ' post' : ''} `), h('span', { class: 'words' }, words))))
  return h('section', { 'aria-label': 'What was done' }, h('h3', null, 'What was done'), lines.length === 0 ? h('p', null, 'No call changed anything.') : list,
    lines.length > MAX_SUMMARY ? h('p', { class: 'small' }, `and ${lines.length - MAX_SUMMARY} more, below`) : null)
}

function valueOf(text, state) {
  if (text === null) return h('em', null, state === 'before' ? 'none' : 'gone')
  return h('code', { class: state }, text === '' ? '""' : visible(text.length > 120 ? `${text.slice(0, 119)}…` : text))
}

/** Every event on a line, as the viewer of Failed Request Tracing has it; made when it is opened. */
function compact({ compact: rows }) {
  const element = h('details', { class: 'compact', ontoggle: () => {
    if (element.open && element.querySelector('table') === null) element.append(h('table', null,
      h('thead', null, h('tr', null, ['No.', 'Severity', 'Event', 'Details', 'Time'].map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', null, rows.map((row) => h('tr', { class: `level-${row.level}` }, h('td', null, String(row.no)), h('td', null, row.severity), h('th', { scope: 'row' }, row.event),
        h('td', { class: 'fields' }, visible(row.details)), h('td', { class: 'took' }, row.time.slice(11, 23)))))))
  } }, h('summary', null, `Compact view (${count(rows.length, 'event')}, in the names of Failed Request Tracing)`))
  return element
}

/** The details of one request, and `show(call)`. */
export function requestView(request) {
  const list = calls(request)
  const line = h('code', null, request.curl)
  const changed = request.events.filter(({ skipped, changes }) => skipped === null && changes.length > 0).length
  const notCalled = request.events.filter(({ skipped }) => skipped !== null).length
  const element = h('article', null,
    h('a', { class: 'back', href: '#/' }, '← Requests'),
    h('h2', null, h('span', { class: `status ${statusClass(request)}` }, statusOf(request)), ' ', h('span', { class: 'method' }, visible(request.method)), ' ', h('span', { class: 'url' }, visible(request.url))),
    h('div', { class: 'actions' },
      h('button', { type: 'button', onclick: ({ currentTarget }) => { curl.open = true; void copy(currentTarget, request.curl, line) } }, 'Copy as curl'),
      h('button', { type: 'button', onclick: ({ currentTarget }) => { void copy(currentTarget, `${location.href.replace(/#.*/s, '')}#/request/${request.key}`) } }, 'Copy link'),
      h('a', { class: 'button', href: `requests/${request.key}`, target: '_blank', rel: 'noreferrer' }, 'JSON')),
    request.events.length > 0 ? summary(request, list.show) : null,
    h('dl', { class: 'facts' },
      fact('Answer', `${statusOf(request)} ${visible(request.reason)}`, request.aborted ? ', and the client left before it was complete' : null),
      fact('Took', time(request.ms)),
      fact('Began', clock(request.startedAt)),
      request.connection > 0 ? fact('Connection', h('a', { href: `#/connection/${request.connection}` }, String(request.connection)), request.order > 0 ? `, request ${request.order} on it` : null) : null,
      fact('User', request.user === '' ? 'none or anonymous' : `${visible(request.user)}${request.authType === '' ? '' : ` (${visible(request.authType)})`}`),
      fact('Mapped to', visible(request.physicalPath)),
      fact('Site', request.site.name === '' ? '' : `${visible(request.site.name)} (${request.site.id})`),
      fact('Client', address(request.client)),
      fact('Bytes', request.bytesSent + request.bytesReceived > 0 ? `${bytes(request.bytesReceived)} in, ${bytes(request.bytesSent)} out` : ''),
      fact('Calls', [count(request.events.length - notCalled, 'call'), `${changed} changed something`, ...(notCalled > 0 ? [`${notCalled} did not happen`] : []), ...(request.children.length > 0 ? [count(request.children.length, 'child request')] : []), ...(request.dropped > 0 ? [`${request.dropped} events dropped: the record was full`] : [])].join(', ')),
      fact('Kept for', whyKept(request)),
      fact('Activity', request.activityId)),
    headers('Request headers', request.headers),
    headers('Response headers', request.responseHeaders))
  const curl = h('details', { class: 'headers' }, h('summary', null, 'As curl'), h('pre', null, line))
  element.append(curl)
  if (request.events.length > 0) element.append(waterfall(request, list.show, list.pick))
  element.append(list.element)
  if (request.compact.length > 0) element.append(compact(request))
  return { element, show: list.show }
}
