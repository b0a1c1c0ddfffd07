// The waterfall: a lane for each filter and module, calls as bars; what runs inside of something stands lower and narrower.

import { breakable, h } from './dom.js'
import { micros, short, time } from './words.js'

/** How many calls stand inside of the one at `index`, directly or not. */
function insideOf(events, index) {
  let end = index + 1
  while (end < events.length && events[end].depth > events[index].depth) end++
  return end - index - 1
}

/** TABLE: from an event to its beginning and length, of `total`. */
const SCALES = {
  order: {
    label: 'In order',
    total: ({ events }) => events.length,
    place: ({ events }, _event, index) => [index, 1 + insideOf(events, index)],
    child: ({ events }, child) => {
      const own = events.flatMap(({ request }, index) => (request === child.id ? [index] : []))
      return own.length === 0 ? null : [own[0], own.at(-1) - own[0] + 1 + insideOf(events, own.at(-1))]
    }
  },
  time: {
    label: 'By time',
    total: ({ ms, events }) => Math.max(ms ?? 0, ...events.map(({ at, us }) => at + us / 1000), 0.001),
    place: (_request, { at, us }) => [at, us / 1000],
    child: (_request, { at, ms }) => [at, ms]
  }
}

/** TABLE: what the bars look like, in words. */
const LEGEND = [['filter', 'filter'], ['module', 'module'], ['module post', 'post-event'], ['changed', 'changed something'], ['skipped', 'not called'], ['band', 'child request']]

let chosen = 'order'

function toLanes(events) {
  const found = new Map()
  events.forEach((event, index) => {
    const key = `${event.kind} ${event.name}`
    if (!found.has(key)) found.set(key, { kind: event.kind, name: event.name, calls: [] })
    found.get(key).calls.push(index)
  })
  return [...found.values()]
}

/** Stages of the request itself, in order: name, first call, number of calls. */
function stagesOf(events) {
  const stages = []
  events.forEach(({ stage, post, child }, index) => {
    const name = `${stage}${post ? ' post-event' : ''}`
    if (child > 0 && stages.length > 0) stages.at(-1)[2]++
    else if (stages.at(-1)?.[0] === name) stages.at(-1)[2]++
    else stages.push([name, index, 1])
  })
  return stages
}

/**
 * @param show called with the index of the call that was clicked
 * @param pick called with a lane's name, or null: only its calls are to be listed
 */
export function waterfall(request, show, pick) {
  const { events, children } = request
  const chart = h('div', { class: 'lanes' })
  const draw = () => {
    const scale = SCALES[chosen]
    const total = scale.total(request)
    const spot = ([start, length]) => ({ left: `${(start / total * 100).toFixed(3)}%`, width: `${(length / total * 100).toFixed(3)}%` })
    const bands = children.flatMap((child) => {
      const place = scale.child(request, child)
      return place === null ? [] : [{ child, place }]
    })
    const band = ({ child, place }, label) => h('i', { class: 'band', style: spot(place), title: `child request ${child.method} ${child.url}` }, label)
    chart.replaceChildren(...[
      h('div', { class: 'lane-name axis' }, scale.label === 'By time' ? `0 to ${time(total)}` : `${events.length} calls`),
      h('div', { class: 'track axis' }, chosen === 'order' ? stagesOf(events).map(([stage, from, length]) => h('i', { class: 'stage-mark', style: spot([from, length]), title: stage }, stage)) : null, bands.map((one) => band(one, `child ${one.child.level}`))),
      toLanes(events).map(({ kind, name, calls }) => {
        const depths = [...new Set(calls.map((index) => events[index].depth))].sort((a, b) => a - b)
        return [
          h('button', { type: 'button', class: `lane-name ${kind}`, 'aria-label': name, 'aria-pressed': 'false', title: `List the calls of ${name} alone`, onclick: ({ currentTarget }) => {
            const pressed = currentTarget.getAttribute('aria-pressed') !== 'true'
            for (const other of chart.querySelectorAll('button')) other.setAttribute('aria-pressed', 'false')
            currentTarget.setAttribute('aria-pressed', String(pressed))
            pick(pressed ? name : null)
          } }, breakable(name)),
          h('div', { class: 'track', style: { '--levels': String(depths.length) } },
            bands.map((one) => band(one, '')),
            calls.map((index) => {
              const event = events[index]
              const what = `${index + 1}. ${short(event.notification)}${event.post ? ', post-event' : ''}: ${event.skipped === null ? `${short(event.status ?? 'running')}, ${micros(event.us)}` : `not called (${event.skipped})`}`
              return h('i', {
                class: `bar ${kind}${event.post ? ' post' : ''}${event.skipped === null ? '' : ' skipped'}${event.changes.length > 0 ? ' changed' : ''}`,
                style: { ...spot(scale.place(request, event, index)), '--level': String(depths.indexOf(event.depth)) }, title: what, onclick: () => { show(index) }
              })
            }))
        ]
      })
    ].flat(2))
  }
  draw()
  return h('section', { class: 'waterfall', 'aria-label': 'Lanes' },
    h('div', { class: 'bar-head' },
      h('h3', null, 'Lanes'),
      h('fieldset', { class: 'choice' }, h('legend', { class: 'hidden' }, 'Scale'), Object.entries(SCALES).map(([name, { label }]) => h('label', null,
        h('input', { type: 'radio', name: 'scale', value: name, checked: name === chosen, onchange: () => { chosen = name; draw() } }), ` ${label}`)))),
    chart,
    h('p', { class: 'legend' }, LEGEND.map(([look, words]) => h('span', null, h('i', { class: `key ${look}` }), words))))
}
