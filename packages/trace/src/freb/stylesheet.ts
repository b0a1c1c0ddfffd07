// The stylesheet that each folder of traces gets: it shows a trace in a browser. Our own work, without anything from elsewhere.

/** Text of `freb.xsl`. XSLT 1.0 makes the tables; the script only nests them and switches views. */
export const FREB_XSL: string = `<?xml version="1.0" encoding="UTF-8"?>
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
<nav role="tablist">
<button role="tab" data-view="summary">Request Summary</button>
<button role="tab" data-view="trace">Complete Request Trace</button>
<button role="tab" data-view="filters">Filter Notifications</button>
<button role="tab" data-view="modules">Module Notifications</button>
<button role="tab" data-view="performance">Performance View</button>
<button role="tab" data-view="security">Authentication/Authorization</button>
<button role="tab" data-view="custom">Custom Module Traces</button>
<button role="tab" data-view="compact">Compact View</button>
</nav>

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
<table>
<thead><tr><th>No.</th><th>Severity</th><th>Event</th><th>Module Name</th><th>Fields</th></tr></thead>
<tbody>
<xsl:for-each select="ev:Event">
<xsl:if test="ev:System/ev:Level &gt; 0 and ev:System/ev:Level &lt; 4">
<tr class="l{ev:System/ev:Level}"><td><a href="#e{position()}"><xsl:value-of select="position()"/></a></td><td><xsl:call-template name="severity"/></td><td><xsl:value-of select="ev:RenderingInfo/ev:Opcode"/></td><td><xsl:value-of select="ev:EventData/ev:Data[@Name='ModuleName']"/></td><td class="fields"><xsl:call-template name="fields"/></td></tr>
</xsl:if>
</xsl:for-each>
</tbody>
</table>
<p><a href="#compact">See all events for the request</a></p>
</section>

<section id="trace"><p><button class="all" data-open="1">Expand All</button><button class="all" data-open="">Collapse All</button></p><div id="tree"></div></section>
<section id="filters"><xsl:call-template name="table"><xsl:with-param name="events" select="ev:Event[starts-with(ev:RenderingInfo/ev:Opcode, 'FILTER_')]"/></xsl:call-template></section>
<section id="modules"><xsl:call-template name="table"><xsl:with-param name="events" select="ev:Event[starts-with(ev:RenderingInfo/ev:Opcode, 'NOTIFY_MODULE_') or starts-with(ev:RenderingInfo/ev:Opcode, 'PRE_BEGIN_')]"/></xsl:call-template></section>
<section id="performance"><table><thead><tr><th>No.</th><th>Event</th><th>Who</th><th>Duration</th></tr></thead><tbody id="durations"></tbody></table></section>
<section id="security"><xsl:call-template name="table"><xsl:with-param name="events" select="ev:Event[starts-with(ev:RenderingInfo/ev:Opcode, 'AUTH_') or starts-with(ev:RenderingInfo/ev:Opcode, 'SECURITY_') or ev:RenderingInfo/ev:Opcode = 'USER_SET' or contains(ev:RenderingInfo/ev:Opcode, 'FILTER_AUTH')]"/></xsl:call-template></section>
<section id="custom"><xsl:call-template name="table"><xsl:with-param name="events" select="ev:Event[starts-with(ev:RenderingInfo/ev:Opcode, 'MODULE_') and ev:EventData/ev:Data[@Name='Data1'] or ev:System/ev:Provider/@Name != 'WWW Server']"/></xsl:call-template></section>
<section id="compact"><xsl:call-template name="table"><xsl:with-param name="events" select="ev:Event"/></xsl:call-template></section>
<script>
<xsl:text><![CDATA[
(function () {
  var rows = Array.prototype.slice.call(document.querySelectorAll('#compact tbody tr'))
  var read = function (row) { return { no: row.cells[0].textContent, level: row.className, name: row.cells[2].textContent, fields: row.cells[3].textContent, time: Date.parse(row.cells[4].dataset.at) } }
  var tree = document.getElementById('tree'), open = [], pairs = []
  rows.forEach(function (row) {
    var event = read(row), top = open.length > 0 ? open[open.length - 1] : null
    if (/_END$/.test(event.name) && top && top.name === event.name.replace(/_END$/, '_START')) {
      open.pop()
      var ms = event.time - top.time
      top.head.insertAdjacentHTML('beforeend', '<span class="ms"></span>')
      top.head.insertBefore(document.createTextNode(' '), top.head.lastChild)
      top.head.lastChild.textContent = ms + ' ms  ' + event.fields
      pairs.push({ no: top.no, name: top.name.replace(/_START$/, ''), fields: top.fields, ms: ms })
      return
    }
    var box = document.createElement('details'), head = document.createElement('summary'), text = document.createElement('div')
    box.open = true
    head.className = event.level
    head.textContent = event.no + '. ' + event.name
    text.className = 'fields'
    text.textContent = event.fields
    box.append(head, text)
    ;(top ? top.box : tree).append(box)
    if (/_START$/.test(event.name)) open.push({ box: box, head: head, name: event.name, no: event.no, fields: event.fields, time: event.time })
  })
  pairs.sort(function (one, other) { return other.ms - one.ms }).forEach(function (pair) {
    var row = document.getElementById('durations').insertRow()
    ;[pair.no, pair.name, pair.fields, pair.ms + ' ms'].forEach(function (text) { row.insertCell().textContent = text })
  })
  var tabs = Array.prototype.slice.call(document.querySelectorAll('[data-view]'))
  var show = function (name) {
    tabs.forEach(function (tab) {
      tab.setAttribute('aria-selected', String(tab.dataset.view === name))
      document.getElementById(tab.dataset.view).hidden = tab.dataset.view !== name
    })
  }
  tabs.forEach(function (tab) { tab.onclick = function () { show(tab.dataset.view) } })
  Array.prototype.forEach.call(document.querySelectorAll('[data-open]'), function (button) {
    button.onclick = function () { Array.prototype.forEach.call(tree.querySelectorAll('details'), function (box) { box.open = button.dataset.open !== '' }) }
  })
  var follow = function () {
    var id = location.hash.slice(1)
    show(document.querySelector('[data-view="' + CSS.escape(id) + '"]') ? id : /^e\\d+$/.test(id) ? 'compact' : 'summary')
    var row = /^e\\d+$/.test(id) && document.getElementById(id)
    if (row) row.scrollIntoView()
  }
  addEventListener('hashchange', follow)
  follow()
})()
]]></xsl:text>
</script>
</body>
</html>
</xsl:template>

<xsl:template name="table">
<xsl:param name="events"/>
<table>
<thead><tr><th>No.</th><th>Severity</th><th>EventName</th><th>Details</th><th>Time</th></tr></thead>
<tbody>
<xsl:for-each select="/failedRequest/ev:Event">
<xsl:variable name="no" select="position()"/>
<xsl:if test="count($events | .) = count($events)">
<tr class="l{ev:System/ev:Level}"><xsl:if test="count($events) = count(/failedRequest/ev:Event)"><xsl:attribute name="id">e<xsl:value-of select="$no"/></xsl:attribute></xsl:if>
<td><xsl:value-of select="$no"/></td><td><xsl:call-template name="severity"/></td><td><xsl:value-of select="ev:RenderingInfo/ev:Opcode"/></td><td class="fields"><xsl:call-template name="fields"/></td><td class="time" data-at="{ev:System/ev:TimeCreated/@SystemTime}"><xsl:value-of select="substring-before(substring-after(ev:System/ev:TimeCreated/@SystemTime, 'T'), 'Z')"/></td></tr>
</xsl:if>
</xsl:for-each>
</tbody>
</table>
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
