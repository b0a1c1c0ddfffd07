// One request: what it was, what came back, who had a part in it.

import { calls } from './calls.js'
import { breakable, copy, h } from './dom.js'
import { waterfall } from './lanes.js'
import { bytes, clock, count, statusClass, statusOf, time, visible } from './words.js'

/** A pair of a list of facts; null where there is nothing to say. */
export function fact(name, ...value) { return value.every((part) => part === null || part === '') ? null : h('div', null, h('dt', null, name), h('dd', null, ...value)) }

function address(one) { return one === null || one === undefined ? null : `${one.address.includes(':') ? `[${one.address}]` : one.address}:${one.port}` }

function headers(title, list) {
  if (list.length === 0) return null
  return h('details', { class: 'headers' }, h('summary', null, `${title} (${list.length})`),
    h('dl', { class: 'facts code' }, list.map(([name, value]) => h('div', null, h('dt', null, visible(name)), h('dd', null, value === '' ? h('em', null, 'empty') : visible(value))))))
}

function whyKept({ failure }) { return failure === null ? null : `${failure.reason} (${failure.triggerStatus}), rule ${failure.rule}` }

/** Every event on a line, as the viewer of Failed Request Tracing has it; made when it is opened. */
function compact({ compact: rows }) {
  const element = h('details', { class: 'headers compact', ontoggle: () => {
    if (element.open && element.querySelector('table') === null) element.append(h('table', null,
      h('thead', null, h('tr', null, ['No.', 'Severity', 'Event', 'Details', 'Time'].map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', null, rows.map((row) => h('tr', { class: `level-${row.level}` }, h('td', null, String(row.no)), h('td', null, row.severity), h('th', { scope: 'row' }, breakable(row.event)),
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
