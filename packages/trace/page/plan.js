// The plan: what runs where, in which order, and why.

import { h } from './dom.js'

export function planView(rows) {
  const groups = []
  for (const row of rows) {
    const key = `${row.site ?? ''}\n${row.stage}\n${row.post}`
    if (groups.at(-1)?.key !== key) groups.push({ key, site: row.site ?? '', stage: row.stage, post: row.post, rows: [] })
    groups.at(-1).rows.push(row)
  }
  let site = ''
  return h('article', { class: 'plan' },
    h('a', { class: 'back', href: '#/' }, '← Requests'),
    h('h2', null, 'What runs where, in which order, and why'),
    groups.length === 0 ? h('p', null, 'No filter and no module is loaded.') : null,
    groups.flatMap((group) => {
      const title = group.site === site ? null : h('h2', { class: 'site' }, group.site)
      ;({ site } = group)
      return [title, h('section', { 'aria-label': group.stage },
        h('h3', { class: 'stage' }, group.stage, group.post ? h('b', { class: 'badge post' }, 'post-event') : null),
        h('ol', null, group.rows.map((row) => h('li', null,
          h('i', { class: `key ${row.kind}`, 'aria-hidden': 'true' }), h('b', null, row.name), ' ', h('span', { class: 'small' }, `${row.kind}${row.notification === row.stage ? '' : ` · ${row.notification}`}`),
          h('p', { class: 'reason' }, row.reason)))))]
    }))
}
