// The page: address, live update, keyboard.

import { connectionView } from './connection.js'
import { h } from './dom.js'
import { planView } from './plan.js'
import { requestView } from './request.js'
import { Requests } from './requests.js'

const PERIOD = 1000
const detail = document.querySelector('#detail')
const state = document.querySelector('#state')
const live = document.querySelector('#live')
const keys = document.querySelector('#keys')

const requests = new Requests(() => { history.replaceState(null, '', `#${place().path}${requests.search.size > 0 ? `?${requests.search}` : ''}`) })
/** What the details show: address, text of the answer, element. */
let view = { path: '/', text: '', show: () => {} }

/** The address behind the `#`. */
function place() {
  const [path = '', search = ''] = location.hash.slice(1).split('?')
  return { path: path.startsWith('/') ? path : '/', search: new URLSearchParams(search) }
}

/** TABLE: the first part of the address, what to ask for, and what shows it. */
const VIEWS = {
  request: { from: (key) => `requests/${encodeURIComponent(key)}`, make: requestView },
  connection: { from: (id) => `connections/${encodeURIComponent(id)}`, make: (data) => ({ element: connectionView(data), show: () => {} }) },
  plan: { from: () => 'plan', make: (data) => ({ element: planView(data), show: () => {} }) }
}

async function refreshDetail() {
  const { path } = place()
  const [, name = '', key = ''] = path.split('/')
  const row = Object.hasOwn(VIEWS, name) ? VIEWS[name] : null
  if (row === null) return
  const response = await fetch(row.from(key), { cache: 'no-store' })
  const text = await response.text()
  if (place().path !== path || (view.path === path && view.text === text)) return // somebody went on, or nothing is new
  const moved = view.path !== path
  if (!response.ok) {
    if (view.path === path && view.text !== '') return // what is shown was kept longer than the server did
    view = { path, text: '', show: () => {} }
    detail.replaceChildren(h('article', null, h('a', { class: 'back', href: '#/' }, '← Requests'), h('p', { class: 'why' }, response.status === 404 ? `The ${name} is not kept (any more).` : `The server answers ${response.status}.`)))
    return
  }
  const open = new Map([...detail.querySelectorAll('details[id]')].map((element) => [element.id, element.open]))
  const focused = detail.contains(document.activeElement) ? document.activeElement.closest('details[id]')?.id : undefined
  const made = row.make(JSON.parse(text))
  view = { path, text, show: made.show }
  detail.replaceChildren(made.element)
  if (moved) detail.scrollTop = 0
  else for (const [id, was] of open) { const element = document.getElementById(id); if (element !== null) element.open = was }
  if (focused !== undefined && !moved) document.getElementById(focused)?.querySelector('summary')?.focus({ preventScroll: true })
  document.title = `${detail.querySelector('h2')?.textContent ?? ''} · isapi-bridge`
}

/** What the address says is shown. */
async function go() {
  const { path, search } = place()
  const [, name = '', key = ''] = path.split('/')
  if (search.toString() !== requests.search.toString() && (search.size > 0 || name === '')) requests.search = search
  document.body.dataset.view = Object.hasOwn(VIEWS, name) ? name : 'list'
  requests.open = name === 'request' ? key : null
  for (const [id, current] of [['to-requests', name !== 'plan'], ['to-plan', name === 'plan']]) {
    const link = document.getElementById(id)
    if (current) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  for (const link of document.querySelectorAll('.back, #to-requests')) link.setAttribute('href', `#/${requests.search.size > 0 ? `?${requests.search}` : ''}`)
  if (!Object.hasOwn(VIEWS, name)) {
    view = { path, text: '', show: () => {} }
    document.title = 'isapi-bridge: requests'
    detail.replaceChildren(h('p', { class: 'hint' }, 'Choose a request to see every call of every filter and module in it.'))
    return
  }
  await attempt(refreshDetail)
}

let tag = ''
async function refreshList() {
  const response = await fetch('requests', { cache: 'no-store', headers: tag === '' ? {} : { 'if-none-match': tag } })
  if (response.status === 304) return
  if (!response.ok) throw new Error(await response.text())
  tag = response.headers.get('etag') ?? ''
  const list = await response.json()
  requests.update(list)
  const { path } = place()
  const shown = list.find(({ key }) => path === `/request/${key}`)
  if (path.startsWith('/connection/') || shown !== undefined) await refreshDetail()
}

async function attempt(what) {
  try {
    await what()
    say('')
  } catch {
    say('The server does not answer.')
  }
}

function say(text) { if (state.textContent !== text) state.textContent = text }

/** As long as the page lives, and is looked at. */
async function watch() {
  if (live.getAttribute('aria-pressed') === 'true' && !document.hidden) await attempt(refreshList)
  setTimeout(watch, PERIOD)
}

live.addEventListener('click', () => { live.setAttribute('aria-pressed', String(live.getAttribute('aria-pressed') !== 'true')) })
document.querySelector('#help').addEventListener('click', () => { keys.showModal() })
document.querySelector('#skip').addEventListener('click', (event) => { event.preventDefault(); detail.focus() })
addEventListener('hashchange', () => { void go() })

function moveCall(step) {
  const summaries = [...detail.querySelectorAll('.call > summary, a.row')]
  const at = summaries.findIndex((summary) => summary === document.activeElement)
  const next = summaries[at < 0 ? 0 : Math.min(Math.max(at + step, 0), summaries.length - 1)]
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest' })
}

/** TABLE: keys, when nothing is being written. */
const KEYS = {
  ArrowDown: () => { move(1) }, j: () => { move(1) },
  ArrowUp: () => { move(-1) }, k: () => { move(-1) },
  '/': () => { leaveForList(); document.querySelector('#q').focus() },
  '?': () => { keys.showModal() },
  Escape: () => { leaveForList(); requests.focus() }
}

/** In the details among the calls, everywhere else among the requests. */
function move(step) {
  if (detail.contains(document.activeElement)) moveCall(step)
  else requests.move(step)
}

/** On a phone there is room for one of the two. */
function leaveForList() {
  if (document.body.dataset.view !== 'list') location.hash = `#/${requests.search.size > 0 ? `?${requests.search}` : ''}`
  document.body.dataset.view = 'list'
}

addEventListener('keydown', (event) => {
  const { target, key } = event
  if (event.ctrlKey || event.altKey || event.metaKey || keys.open) return
  const writing = target instanceof HTMLInputElement && target.type === 'search'
  if (writing && key === 'Escape') {
    if (target.value === '') requests.focus()
    else requests.empty()
  } else if (writing && key === 'ArrowDown') requests.focus()
  else if (writing && key === 'Enter') document.querySelector('#rows a')?.click()
  else if (writing || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'radio') || !Object.hasOwn(KEYS, key)) return
  else KEYS[key]()
  event.preventDefault()
})

// Enter on a row opens it and goes there: the next keys move among its calls.
document.querySelector('#rows').addEventListener('click', (event) => {
  const link = event.target.closest('a')
  if (link !== null && event.detail === 0) setTimeout(() => { detail.focus({ preventScroll: true }) })
})

requests.search = place().search
await attempt(refreshList)
await go()
setTimeout(watch, PERIOD)
