// What the viewer of a trace shows where. Its text is a part of freb.xsl; programs and tests without a browser import it.

const ASP_NET = '{AFF081FE-0247-4275-9C4E-021F3DC1DA35}'
const WWW_SERVER = '{3A2A4E84-4C21-4981-AE10-3FDA0D9B0F83}'

/** TABLE: the views in their order. `takes`: the events of a table; views without one are made of all events. */
export const VIEWS = [
  { id: 'summary', title: 'Request Summary', takes: null },
  { id: 'trace', title: 'Complete Request Trace', takes: null },
  { id: 'filters', title: 'Filter Notifications', takes: ({ name }) => name.startsWith('FILTER_') },
  { id: 'modules', title: 'Module Notifications', takes: ({ name }) => /^(?:NOTIFY_MODULE|PRE_BEGIN)_/.test(name) },
  { id: 'performance', title: 'Performance View', takes: null },
  { id: 'security', title: 'Authentication/Authorization', takes: ({ name }) => /^(?:AUTH|SECURITY)_|^USER_SET$|FILTER_AUTH/.test(name) },
  { id: 'aspnet', title: 'ASP.Net Page Traces', takes: ({ provider }) => provider === ASP_NET },
  { id: 'custom', title: 'Custom Module Traces', takes: ({ name, provider, fields }) => (provider === WWW_SERVER ? name.startsWith('MODULE_') && /(?:^|, )Data1="/.test(fields) : provider !== ASP_NET) },
  { id: 'compact', title: 'Compact View', takes: null }
]

/** Errors & Warnings of the summary. */
export function problemsOf(events) { return events.filter(({ level }) => level > 0 && level < 4) }

/** The events inside each other: from a START to the END of its name. `ms` is what lies between the two, `end` the END itself. */
export function treeOf(events) {
  const roots = []
  const open = []
  for (const event of events) {
    const at = open.findLastIndex(({ event: { name } }) => event.name === name.replace(/_START$/, '_END'))
    if (at >= 0) {
      const [start] = open.splice(at) // with those inside it whose END is missing
      start.end = event
      start.ms = Date.parse(event.time) - Date.parse(start.event.time)
      continue
    }
    const node = { event, end: null, ms: null, children: [] }
    ;(open.at(-1)?.children ?? roots).push(node)
    if (event.name.endsWith('_START')) open.push(node)
  }
  return roots
}

/** Pairs of START and END, the longest first. */
export function durationsOf(tree) {
  return tree.flatMap((node) => [...(node.end === null ? [] : [node]), ...durationsOf(node.children)]).sort((one, other) => other.ms - one.ms)
}
