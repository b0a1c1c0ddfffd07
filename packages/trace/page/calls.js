// Every call in the order in which they began: what is inside stands further in.

import { breakable, h } from './dom.js'
import { changesInShort, isPlain, micros, short, statusOf, subject, time, visible } from './words.js'

const LEVELS = ['', 'critical', 'error', 'warning', 'information', 'verbose']
/** What is listed; kept from one request to the next. */
const shown = { changes: false, skipped: true, events: false }

/** Calls, server events and child requests in one order. */
function entriesOf({ events, serverEvents, children }) {
  return [
    ...events.map((event, index) => ({ seq: event.seq, event, index })),
    ...serverEvents.map((server) => ({ seq: server.seq, server })),
    ...children.map((one) => ({ seq: one.seq, child: one }))
  ].sort((a, b) => a.seq - b.seq)
}

function value(text) {
  if (text === null) return h('em', null, 'not there')
  return text === '' ? h('em', null, 'empty') : visible(text)
}

/** What was before, and what after. */
export function changesTable(changes) {
  return h('table', { class: 'changes' },
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'What'), h('th', { scope: 'col' }, 'Before'), h('th', { scope: 'col' }, 'After'))),
    h('tbody', null, changes.map((change) => h('tr', null,
      h('th', { scope: 'row' }, visible(subject(change))),
      h('td', { class: 'before', 'data-label': 'before' }, value(change.before)),
      h('td', { class: 'after', 'data-label': 'after' }, value(change.after))))))
}

/** TABLE: why a call did not happen, in few words. */
const WHY_NOT = {
  port: () => 'other kind of port',
  disabled: () => 'disabled by itself',
  handled: (by) => `handled by ${by}`,
  finished: (by) => `finished by ${by}`
}

function whyNot({ events }, { skipped }, { by }) { return WHY_NOT[skipped]?.(by === null ? 'the server' : events[by].name) ?? skipped }

function call(request, { event, index }, show) {
  const why = request.explanations[index]
  const total = Math.max(request.ms ?? 0, event.at + event.us / 1000, 0.001)
  const element = h('details', { id: `call-${index + 1}`, class: `call ${event.kind}${event.skipped === null ? '' : ' skipped'}${event.post ? ' post' : ''}`, open: event.changes.length > 0 },
    h('summary', null,
      h('span', { class: 'number' }, String(index + 1)),
      h('span', { class: 'who' }, breakable(event.name)),
      h('span', { class: 'what' }, event.notification === event.stage ? null : h('span', null, short(event.notification)), event.post ? h('b', { class: 'badge post' }, 'post') : null,
        changesInShort(event.changes).map((words) => h('b', { class: 'badge changed' }, words))),
      why === null
        ? [
            h('span', { class: `result${isPlain(event.status) ? '' : ' notable'}` }, short(event.status ?? 'running')),
            h('span', { class: 'took' }, micros(event.us)),
            h('span', { class: 'track', 'aria-hidden': 'true' }, h('i', { class: `bar ${event.kind}${event.post ? ' post' : ''}`, style: { left: `${event.at / total * 100}%`, width: `${event.us / 1000 / total * 100}%` } }))
          ]
        : h('span', { class: 'result why-not' }, `not called: ${whyNot(request, event, why)}`)),
    h('div', { class: 'body' },
      why === null ? null : h('p', { class: 'why' }, visible(why.text), why.by === null ? null : [' ', h('a', { href: '#', onclick: (click) => { click.preventDefault(); show(why.by) } }, `Call ${why.by + 1}`)]),
      event.changes.length > 0 ? changesTable(event.changes) : null,
      h('p', { class: 'small' }, [
        `${event.kind} ${event.name}`, ...(event.notification === event.stage ? [] : [event.notification]), `${event.stage}${event.post ? ', post-event' : ''}`,
        ...(event.skipped === null ? [event.status ?? 'still running', `from ${time(event.at)} on`, ...(event.changes.length === 0 ? ['changed nothing'] : [])] : []),
        ...(event.changes.length > 0 && (request.events[index + 1]?.depth ?? 0) > event.depth ? ['changes of calls inside are included'] : []),
        ...event.completions.map(({ at }) => `OnAsyncCompletion at ${time(at)}`)
      ].join(' · '))))
  return h('li', { style: { '--depth': String(event.depth) } }, element)
}

function childRequest(one, depth) {
  return h('li', { class: 'child', style: { '--depth': String(depth) } }, 'Child request ', h('code', null, `${visible(one.method)} ${visible(one.url)}`), one.endSeq === 0 ? ' is running' : `: ${statusOf({ ...one, aborted: false })}, ${time(one.ms)}`)
}

function serverEvent(one, depth) {
  return h('li', { class: `event level-${one.level}`, style: { '--depth': String(depth) } },
    h('b', null, one.name || `${one.provider} ${one.area}/${one.event}`), one.level >= 1 && one.level <= 3 ? h('b', { class: 'badge warn' }, LEVELS[one.level]) : null, ' ',
    h('span', null, one.fields.map((field) => `${field.name}="${visible(field.value)}"`).join(' ')))
}

/** Gives the element, `show(index)` that opens a call and goes to it, and `pick(name)` that lists the calls of one alone. */
export function calls(request) {
  const list = h('ol', { class: 'calls' })
  let only = null
  const show = (index) => {
    const wanted = () => list.querySelector(`#call-${index + 1}`)
    if (wanted() === null) { only = null; shown.changes = false; shown.skipped = true; draw() }
    const element = wanted()
    if (element === null) return
    element.open = true
    element.querySelector('summary').focus({ preventScroll: true })
    element.scrollIntoView({ block: 'center' })
  }
  const draw = () => {
    const items = []
    let heading = ''
    let depth = 0
    for (const entry of entriesOf(request)) {
      const { event } = entry
      if (event !== undefined) {
        ({ depth } = event)
        if ((shown.changes && event.changes.length === 0) || (!shown.skipped && event.skipped !== null) || (only !== null && event.name !== only)) continue
        const next = `${event.request} ${event.stage} ${event.post}`
        if (next !== heading) items.push(h('li', { class: 'stage', style: { '--depth': String(event.depth) } }, event.child > 0 ? h('b', { class: 'badge level' }, `child ${event.child}`) : null, event.stage, event.post ? h('b', { class: 'badge post' }, 'post-event') : null))
        heading = next
        items.push(call(request, entry, show))
      } else if (entry.child !== undefined) {
        if (!shown.changes && only === null) items.push(childRequest(entry.child, depth + 1))
      } else if (shown.events && only === null) items.push(serverEvent(entry.server, depth))
    }
    list.replaceChildren(...items)
  }
  const box = (what, words) => h('label', null, h('input', { type: 'checkbox', checked: shown[what], onchange: ({ currentTarget }) => { shown[what] = currentTarget.checked; draw() } }), ` ${words}`)
  draw()
  return {
    element: h('section', { 'aria-label': 'Calls' },
      h('div', { class: 'bar-head' }, h('h3', null, 'Calls'), h('div', { class: 'choice' }, box('changes', 'With changes only'), box('skipped', 'Not called'), request.serverEvents.length > 0 ? box('events', 'Server events') : null)),
      request.events.length === 0 ? h('p', null, 'No filter or module was called.') : list),
    show,
    pick(who) { only = who; draw() }
  }
}
