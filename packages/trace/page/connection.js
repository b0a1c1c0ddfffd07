// One connection: its requests in time, and what each filter keeps on it.

import { changesTable } from './calls.js'
import { breakable, h } from './dom.js'
import { fact } from './request.js'
import { bytes, changesInShort, clock, count, isPlain, micros, short, statusClass, statusOf, time, visible } from './words.js'

function session({ filter, steps, ended }, keys) {
  const most = Math.max(1, ...steps.map((step) => step.bytes))
  return h('section', { class: 'session', 'aria-label': `Filter ${filter}` },
    h('h3', null, h('i', { class: 'key filter' }), filter, ended ? h('b', { class: 'badge' }, 'ended') : null),
    h('table', { class: 'steps' },
      h('thead', null, h('tr', null, ['After', 'Request', 'pFilterContext', 'AllocMem'].map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', null, steps.map((step) => h('tr', null,
        h('th', { scope: 'row' }, breakable(short(step.notification)), h('span', { class: 'small' }, ` ${clock(step.time)}`)),
        h('td', { 'data-label': 'request' }, step.request === 0 ? h('em', null, 'none') : keys.has(step.request) ? h('a', { href: `#/request/${keys.get(step.request)}` }, String(step.request)) : String(step.request)),
        h('td', { 'data-label': 'pFilterContext' }, step.context === null ? h('em', null, 'NULL') : visible(step.context)),
        h('td', { 'data-label': 'AllocMem', class: step.blocks === 0 && step.fault === null ? 'none' : null }, step.blocks === 0 ? h('em', null, 'none') : `${count(step.blocks, 'block')}, ${bytes(step.bytes)}`,
          h('span', { class: 'gauge', 'aria-hidden': 'true' }, h('i', { style: { width: `${step.bytes / most * 100}%` } })),
          step.fault === null ? null : h('p', { class: 'why' }, visible(step.fault))))))))
}

/** Calls that belong to no request: bytes before one is parsed, the end of the session. */
function outside(events) {
  if (events.length === 0) return null
  return h('section', { 'aria-label': 'Calls outside of requests' }, h('h3', null, 'Calls outside of requests'),
    h('ol', { class: 'calls' }, events.map((event) => h('li', null, h('details', { class: `call ${event.kind}`, open: event.changes.length > 0 },
      h('summary', null, h('span', { class: 'who' }, breakable(event.name)), h('span', { class: 'what' }, h('span', null, short(event.notification)), changesInShort(event.changes).map((words) => h('b', { class: 'badge changed' }, words))),
        h('span', { class: `result${isPlain(event.status) ? '' : ' notable'}` }, short(event.status ?? 'running')), h('span', { class: 'took' }, micros(event.us))),
      h('div', { class: 'body' }, event.changes.length > 0 ? changesTable(event.changes) : null, h('p', { class: 'small' }, `${event.kind} ${event.name} · ${event.notification} · ${event.status ?? 'still running'}${event.changes.length === 0 ? ' · changed nothing' : ''}`)))))))
}

export function connectionView({ id, connection, requests }) {
  const keys = new Map(requests.map((request) => [request.id, request.key]))
  const starts = requests.map(({ startedAt }) => Date.parse(startedAt))
  const from = Math.min(...starts, ...(connection === null ? [] : [Date.parse(connection.openedAt)]))
  const to = Math.max(...requests.map(({ ms }, index) => starts[index] + (ms ?? 0)), connection?.closedAt ? Date.parse(connection.closedAt) : 0, from + 1)
  const lane = requests.map((request, index) => h('i', {
    class: `bar ${statusClass(request)}`, title: `${request.method} ${request.url}: ${statusOf(request)}, ${time(request.ms)}`,
    style: { left: `${(starts[index] - from) / (to - from) * 100}%`, width: `${(request.ms ?? 0) / (to - from) * 100}%` }
  }))
  const known = connection?.requests.length ?? requests.length
  const sessions = connection?.sessions ?? []
  const keeps = ({ steps }) => steps.some((step) => step.context !== null || step.blocks > 0 || step.fault !== null)
  const keeping = sessions.filter(keeps)
  const idle = sessions.filter((one) => !keeps(one))
  return h('article', { class: 'connection' },
    h('a', { class: 'back', href: '#/' }, '← Requests'),
    h('h2', null, `Connection ${id}`),
    h('dl', { class: 'facts' },
      connection === null ? null : [
        fact('Client', connection.client === null ? '' : `${connection.client.address}:${connection.client.port}`),
        fact('Opened', clock(connection.openedAt)),
        fact('Closed', connection.closedAt === null ? 'it is open' : clock(connection.closedAt)),
        fact('Secure', connection.secure ? 'yes' : 'no')
      ],
      fact('Requests', known === requests.length ? String(known) : `${known}, of which ${requests.length} are kept`)),
    h('section', { 'aria-label': 'Requests of the connection' },
      h('h3', null, `Requests, over ${time(to - from)}`),
      h('div', { class: 'track wide', 'aria-hidden': 'true' }, lane),
      h('ol', { class: 'plain' }, requests.map((request) => h('li', null, h('a', { class: 'row', href: `#/request/${request.key}` },
        h('span', { class: `status ${statusClass(request)}` }, statusOf(request)), ' ', h('span', { class: 'method' }, visible(request.method)), ' ', h('span', { class: 'url' }, visible(request.url)), ' ',
        h('span', { class: 'took' }, time(request.ms)), ' ', h('span', { class: 'facts' }, `${clock(request.startedAt)} · ${count(request.calls, 'call')}`)))))),
    outside(connection?.events ?? []),
    h('h3', null, 'What filters keep on it'),
    keeping.length === 0 ? h('p', null, 'Nothing: no filter has a context or memory here.') : keeping.map((one) => session(one, keys)),
    idle.length === 0 ? null : h('p', { class: 'small' }, `Called here, and kept nothing: ${idle.map(({ filter }) => filter).join(', ')}.`))
}
