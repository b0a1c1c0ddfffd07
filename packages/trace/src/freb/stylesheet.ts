// The stylesheet that each folder of traces gets: it shows a trace in a browser. Our own work, without anything from elsewhere.

import { readFileSync } from 'node:fs'

/** Text of `freb.xsl`. XSLT 1.0 makes the table of all events; the script makes the views of it. */
export function frebXsl(): string {
  // From `src/freb` as from `dist/freb`.
  const views = readFileSync(new URL('../../page/freb-views.js', import.meta.url), 'utf8')
  return XSL.replace('// VIEWS', () => views.replaceAll(/^export /gm, ''))
}

const XSL = `<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:ev="http://schemas.microsoft.com/win/2004/08/events/event" xmlns:freb="http://schemas.microsoft.com/win/2006/06/iis/freb" exclude-result-prefixes="ev freb">
<xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat"/>

<xsl:template match="/failedRequest">
<html lang="en">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title><xsl:value-of select="@statusCode"/> <xsl:text> </xsl:text><xsl:value-of select="@verb"/> <xsl:text> </xsl:text><xsl:value-of select="@url"/></title>
<style>
:root { color-scheme: light dark; --line: #8884; --dim: #777; --error: #c62828; --warning: #a66a00; --back: #8881 }
body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem; overflow-wrap: anywhere }
h1 { font-size: 1.3rem; margin: 0 } h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem; margin: 1rem 0; border-bottom: 1px solid var(--line) }
nav button, .all { font: inherit; padding: .3rem .8rem; border: 1px solid transparent; background: none; color: inherit; cursor: pointer; border-radius: .4rem .4rem 0 0 }
nav button[aria-selected=true] { border-color: var(--line); border-bottom-color: Canvas; margin-bottom: -1px; font-weight: 600 } .all { border-color: var(--line); border-radius: .4rem; margin-right: .5rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .2rem .6rem; border-bottom: 1px solid var(--line) } th { font-weight: 600; white-space: nowrap }
.sheet { max-width: 60rem } .sheet th { width: 11rem; color: var(--dim); font-weight: 400 }
code, .fields { font-family: ui-monospace, monospace; font-size: .86em; white-space: pre-wrap } .time { white-space: nowrap; color: var(--dim) }
.l1, .l2 { color: var(--error) } .l3 { color: var(--warning) }
details { border-left: 2px solid var(--line); margin: .15rem 0; padding-left: .6rem } summary { cursor: pointer } .ms { color: var(--dim); font-size: .86em; margin-left: .6rem } :target { background: #fd06 }
section[hidden] { display: none }
</style>
</head>
<body>
<h1>Request Diagnostics for <xsl:value-of select="@verb"/> <xsl:text> </xsl:text><xsl:value-of select="@url"/></h1>
<p><xsl:value-of select="@failureReason"/> <xsl:text> </xsl:text><xsl:value-of select="@statusCode"/>, <xsl:value-of select="@timeTaken"/> ms, <xsl:value-of select="@verb"/> (<xsl:value-of select="ev:Event[1]/ev:System/ev:TimeCreated/@SystemTime"/>)</p>
<nav role="tablist"></nav>

<section id="summary">
<table class="sheet">
<tr><th>Url</th><td><xsl:value-of select="@url"/></td></tr>
<tr><th>App Pool</th><td><xsl:value-of select="@appPoolId"/></td></tr>
<tr><th>Authentication</th><td><xsl:value-of select="@authenticationType"/></td></tr>
<tr><th>User from token</th><td><xsl:value-of select="@tokenUserName"/></td></tr>
<tr><th>Activity ID</th><td><xsl:value-of select="@activityId"/></td></tr>
<tr><th>Site</th><td><xsl:value-of select="@siteId"/></td></tr>
<tr><th>Process</th><td><xsl:value-of select="@processId"/></td></tr>
<tr><th>Failure Reason</th><td><xsl:value-of select="@failureReason"/></td></tr>
<tr><th>Trigger Status</th><td><xsl:value-of select="@triggerStatusCode"/></td></tr>
<tr><th>Final Status</th><td><xsl:value-of select="@statusCode"/></td></tr>
<tr><th>Time Taken</th><td><xsl:value-of select="@timeTaken"/> msec</td></tr>
</table>
<h2>Errors &amp; Warnings</h2>
<table id="problems">
<thead><tr><th>No.</th><th>Severity</th><th>Event</th><th>Module Name</th><th>Fields</th></tr></thead>
<tbody></tbody>
</table>
<p><a href="#compact">See all events for the request</a></p>
</section>

<section id="trace"><p><button class="all" data-open="1">Expand All</button><button class="all" data-open="">Collapse All</button></p><div id="tree"></div></section>
<section id="performance"><table><thead><tr><th>No.</th><th>Event</th><th>Who</th><th>Duration</th></tr></thead><tbody></tbody></table></section>
<section id="compact">
<table>
<thead><tr><th>No.</th><th>Severity</th><th>EventName</th><th>Details</th><th>Time</th></tr></thead>
<tbody>
<xsl:for-each select="ev:Event">
<tr class="l{ev:System/ev:Level}" id="e{position()}" data-provider="{ev:System/ev:Provider/@Guid}" data-module="{ev:EventData/ev:Data[@Name='ModuleName']}">
<td><xsl:value-of select="position()"/></td><td><xsl:call-template name="severity"/></td><td><xsl:value-of select="ev:RenderingInfo/ev:Opcode"/></td><td class="fields"><xsl:call-template name="fields"/></td><td class="time" data-at="{ev:System/ev:TimeCreated/@SystemTime}"><xsl:value-of select="substring-before(substring-after(ev:System/ev:TimeCreated/@SystemTime, 'T'), 'Z')"/></td></tr>
</xsl:for-each>
</tbody>
</table>
</section>
<script>
<xsl:text><![CDATA[
(function () {
// VIEWS
  const get = (id) => document.getElementById(id)
  const add = (parent, name, text = '') => { const made = document.createElement(name); made.textContent = text; parent.append(made); return made }
  const rows = new Map([...document.querySelectorAll('#compact tbody tr')].map((row) => {
    const [no, severity, name, fields, time] = row.cells
    return [{ no: Number(no.textContent), level: Number(row.className.slice(1)), severity: severity.textContent, name: name.textContent, provider: row.dataset.provider.toUpperCase(), module: row.dataset.module, fields: fields.textContent, time: time.dataset.at }, row]
  }))
  const events = [...rows.keys()]

  for (const { no, level, severity, name, module, fields } of problemsOf(events)) {
    const row = add(document.querySelector('#problems tbody'), 'tr')
    row.className = 'l' + level
    add(add(row, 'td'), 'a', no).href = '#e' + no
    for (const text of [severity, name, module]) add(row, 'td', text)
    add(row, 'td', fields).className = 'fields'
  }

  const grow = (parent, { event, end, ms, children }) => {
    const box = add(parent, 'details'), head = add(box, 'summary', event.no + '. ' + event.name)
    box.open = true
    head.className = 'l' + event.level
    if (end !== null) { head.append(' '); add(head, 'span', ms + ' ms  ' + end.fields).className = 'ms' }
    add(box, 'div', event.fields).className = 'fields'
    for (const child of children) grow(box, child)
  }
  const tree = treeOf(events)
  for (const node of tree) grow(get('tree'), node)
  for (const { event, ms } of durationsOf(tree)) {
    const row = add(document.querySelector('#performance tbody'), 'tr')
    for (const text of [event.no, event.name.replace(/_START$/, ''), event.fields, ms + ' ms']) add(row, 'td', text)
  }

  const table = (section, taken) => {
    if (taken.length === 0) { add(section, 'p', 'No such event.'); return }
    const made = document.querySelector('#compact table').cloneNode(false)
    made.append(document.querySelector('#compact thead').cloneNode(true), document.createElement('tbody'))
    for (const event of taken) { const row = rows.get(event).cloneNode(true); row.removeAttribute('id'); made.tBodies[0].append(row) }
    section.append(made)
  }
  const tabs = VIEWS.map(({ id, title, takes }) => {
    const tab = add(document.querySelector('nav'), 'button', title)
    tab.setAttribute('role', 'tab')
    tab.onclick = () => show(id)
    if (takes !== null) {
      const section = document.createElement('section')
      section.id = id
      get('compact').before(section)
      table(section, events.filter(takes))
    }
    return { id, tab }
  })
  const show = (name) => {
    for (const { id, tab } of tabs) {
      tab.setAttribute('aria-selected', String(id === name))
      get(id).hidden = id !== name
    }
  }
  for (const button of document.querySelectorAll('[data-open]')) button.onclick = () => { for (const box of document.querySelectorAll('#tree details')) box.open = button.dataset.open !== '' }
  const follow = () => {
    const id = location.hash.slice(1)
    const event = /^e\\d+$/.test(id) ? get(id) : null
    show(VIEWS.some((view) => view.id === id) ? id : event === null ? 'summary' : 'compact')
    event?.scrollIntoView()
  }
  addEventListener('hashchange', follow)
  follow()
})()
]]></xsl:text>
</script>
</body>
</html>
</xsl:template>

<xsl:template name="fields">
<xsl:for-each select="ev:EventData/ev:Data[@Name != 'ContextId']">
<xsl:variable name="name" select="@Name"/>
<xsl:variable name="words" select="../../ev:RenderingInfo/freb:Description[@Data = $name]"/>
<xsl:if test="position() &gt; 1">, </xsl:if>
<xsl:value-of select="@Name"/>="<xsl:choose><xsl:when test="$words"><xsl:value-of select="$words"/></xsl:when><xsl:otherwise><xsl:value-of select="."/></xsl:otherwise></xsl:choose>"</xsl:for-each>
</xsl:template>

<xsl:template name="severity">
<xsl:choose>
<xsl:when test="ev:System/ev:Level = 1">Critical Error</xsl:when>
<xsl:when test="ev:System/ev:Level = 2">Error</xsl:when>
<xsl:when test="ev:System/ev:Level = 3">Warning</xsl:when>
<xsl:when test="ev:System/ev:Level = 4">Information</xsl:when>
<xsl:when test="ev:System/ev:Level = 5">Verbose</xsl:when>
<xsl:otherwise>General</xsl:otherwise>
</xsl:choose>
</xsl:template>
</xsl:stylesheet>
`
