// The list of requests, newest first, with its search.

import { h } from './dom.js'
import { clock, count, statusClass, statusOf, time, visible } from './words.js'

const FIELDS = ['q', 'method', 'status', 'who', 'slow', 'changed']
/** TABLE: what each field of the search keeps. */
const KEEPS = {
  q: (request, text) => text.toLowerCase().split(/\s+/).every((word) => `${request.method} ${request.url} ${statusOf(request)} ${request.user} ${request.names.join(' ')} #${request.connection}`.toLowerCase().includes(word)),
  method: (request, method) => request.method === method,
  status: (request, status) => (status === 'running' ? request.ms === null : status === 'aborted' ? request.aborted : request.ms !== null && String(request.status).startsWith(status)),
  who: (request, name) => request.names.includes(name),
  slow: (request, ms) => request.ms === null || request.ms >= Number(ms),
  changed: (request) => request.changed > 0
}

export class Requests {
  #form = document.querySelector('#filters')
  #rows = document.querySelector('#rows')
  #elements = new Map()
  #requests = []
  #open = null

  /** @param changed told when the search has changed */
  constructor(changed) {
    this.#form.addEventListener('submit', (event) => { event.preventDefault() })
    this.#form.addEventListener('input', () => { this.#show(); changed() })
    this.#form.addEventListener('reset', () => { setTimeout(() => { this.#show(); changed() }) })
  }

  /** The search, as parameters of the address. */
  get search() {
    const search = new URLSearchParams()
    for (const [name, value] of new FormData(this.#form)) if (value !== '') search.set(name, String(value))
    return search
  }

  set search(search) {
    this.#options(search)
    for (const name of FIELDS) {
      const field = this.#form.elements[name]
      const value = search.get(name) ?? ''
      if (name === 'changed') field.checked = value !== ''
      else if (field.value !== value) field.value = value
    }
    this.#show()
  }

  get all() { return this.#requests }

  update(requests) {
    this.#requests = requests
    this.#options(this.search)
    this.#show()
  }

  /** Marks the one whose details are shown. */
  set open(key) {
    this.#open = key
    for (const [other, { link }] of this.#elements) mark(link, other === key)
  }

  /** Moves the focus by so many rows. */
  move(step) {
    const links = [...this.#rows.querySelectorAll('a')]
    const at = links.indexOf(document.activeElement)
    const from = at >= 0 ? at + step : Math.max(0, links.findIndex((link) => link.getAttribute('aria-current') === 'true'))
    links[Math.min(Math.max(from, 0), links.length - 1)]?.focus()
  }

  /** The focus goes to the open row, or to the first. */
  focus() { (this.#rows.querySelector('a[aria-current="true"]') ?? this.#rows.querySelector('a'))?.focus() }

  empty() {
    this.#form.elements.q.value = ''
    this.#form.dispatchEvent(new Event('input'))
  }

  /** What there is to choose from. A choice that has gone stays until it is taken back. */
  #options(search) {
    for (const [name, of] of [['method', (request) => [request.method]], ['who', (request) => request.names]]) {
      const select = this.#form.elements[name]
      const chosen = search.get(name) ?? ''
      const values = [...new Set([...this.#requests.flatMap(of), chosen])].filter((value) => value !== '').sort()
      if (values.join('\n') === [...select.options].slice(1).map(({ value }) => value).join('\n')) continue
      select.replaceChildren(select.options[0], ...values.map((value) => h('option', { value }, value)))
      select.value = chosen
    }
  }

  #show() {
    const { search } = this
    const kept = this.#requests.filter((request) => [...search].every(([name, value]) => KEEPS[name]?.(request, value) ?? true)).reverse()
    const elements = kept.map((request) => this.#row(request).item)
    // Only what is in the wrong place is moved: the focus stays where it is.
    const wanted = new Set(elements)
    for (const child of this.#rows.querySelectorAll(':scope > li')) if (!wanted.has(child)) child.remove()
    elements.forEach((element, index) => {
      if (this.#rows.children[index] !== element) this.#rows.insertBefore(element, this.#rows.children[index] ?? null)
    })
    const known = new Set(this.#requests.map(({ key }) => key))
    for (const key of this.#elements.keys()) if (!known.has(key)) this.#elements.delete(key)
    document.querySelector('#count').textContent = kept.length === this.#requests.length ? count(kept.length, 'request') : `${kept.length} of ${count(this.#requests.length, 'request')}`
    this.#form.querySelector('[type=reset]').hidden = search.size === 0
    const nothing = document.querySelector('#nothing')
    nothing.hidden = kept.length > 0
    nothing.textContent = this.#requests.length === 0 ? 'No request yet. Send one, and it appears here.' : 'No request is like that.'
  }

  #row(request) {
    const state = JSON.stringify(request)
    let row = this.#elements.get(request.key)
    if (row === undefined) {
      const link = h('a', { class: 'row' })
      this.#elements.set(request.key, row = { item: h('li', null, link), link, state: '' })
    }
    row.link.setAttribute('href', `#/request/${request.key}${this.search.size > 0 ? `?${this.search}` : ''}`)
    if (row.state === state) return row
    row.state = state
    row.link.replaceChildren(
      h('span', { class: `status ${statusClass(request)}` }, statusOf(request)), ' ',
      h('span', { class: 'method' }, visible(request.method)), ' ',
      h('span', { class: 'url' }, visible(request.url)), ' ',
      h('span', { class: `took${request.ms !== null && request.ms >= 100 ? ' slow' : ''}` }, time(request.ms)), ' ',
      h('span', { class: 'facts' }, [
        clock(request.startedAt), count(request.calls, 'call'),
        ...(request.changed > 0 ? [`${request.changed} changed something`] : []),
        ...(request.skipped > 0 ? [`${request.skipped} not called`] : []),
        ...(request.children > 0 ? [count(request.children, 'child', 'children')] : []),
        ...(request.connection > 0 ? [`connection ${request.connection}`] : []),
        ...(request.user === '' ? [] : [visible(request.user)])
      ].join(' · '))
    )
    mark(row.link, request.key === this.#open)
    return row
  }
}

function mark(link, open) {
  if (open) link.setAttribute('aria-current', 'true')
  else link.removeAttribute('aria-current')
}
