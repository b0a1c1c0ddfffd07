// A file of Failed Request Tracing as text. A library for XML would be larger than what is needed of it: attributes and text, escaped.

import { hostname } from 'node:os'
import type { RecordedRequest } from '../record.ts'
import { formatStatus } from '../rules.ts'
import { AREAS, CATALOGUE, WWW_SERVER } from './catalogue.ts'
import { frebEvents, fullUrlOf, type FrebEvent } from './events.ts'
import { describe } from './texts.ts'

export interface FrebOptions {
  /** Name of the application pool. Default `DefaultAppPool`. */
  readonly appPoolId?: string
  /** KiB of one file; what is more is left out and marked with LOG_FILE_MAX_SIZE_TRUNCATE. Default 1024. */
  readonly maxLogFileSizeKB?: number
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;', '\n': '&#xA;', '\t': '&#x9;' }

/** What XML 1.0 has no place for, escaped or not, becomes U+FFFD. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const IMPOSSIBLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** For text and for attributes. */
function escapeXml(value: string): string { return value.replace(IMPOSSIBLE, '\ufffd').replace(/[&<>"\r\n\t]/g, (character) => ESCAPES[character] ?? character) }

const attributes = (values: Readonly<Record<string, string | number>>): string => Object.entries(values).map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`).join('')

const COMPUTER = hostname().toUpperCase()
const KIBI = 1024
const END = '</failedRequest>\n'

function writeEvent({ name, provider, area, number, level, at, fields }: FrebEvent, record: RecordedRequest): string {
  const time = new Date(Date.parse(record.startedAt) + at).toISOString()
  const guid = AREAS.find(({ bit }) => bit === area)?.guid
  const data = fields.map((field) => `  <Data${attributes({ Name: field.name })}>${escapeXml(field.value)}</Data>\n`).join('')
  const words = fields.flatMap((field) => {
    const description = describe(name, field)
    return description === null ? [] : [`  <freb:Description${attributes({ Data: field.name })}>${escapeXml(description)}</freb:Description>\n`]
  }).join('')
  return `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
 <System>
  <Provider${attributes({ Name: provider.toUpperCase() === WWW_SERVER.guid ? WWW_SERVER.name : provider, Guid: provider })}/>
  <EventID>0</EventID>
  <Version>1</Version>
  <Level>${level}</Level>
  <Opcode>${number}</Opcode>
  <Keywords>0x${area.toString(16)}</Keywords>
  <TimeCreated${attributes({ SystemTime: time })}/>
  <Correlation${attributes({ ActivityID: record.activityId })}/>
  <Execution ProcessID="${process.pid}" ThreadID="0"/>
  <Computer>${escapeXml(COMPUTER)}</Computer>
 </System>
 <EventData>
${data} </EventData>
 <RenderingInfo Culture="en-US">
  <Opcode>${escapeXml(name)}</Opcode>
${words} </RenderingInfo>
${guid === undefined ? '' : ` <ExtendedTracingInfo xmlns="http://schemas.microsoft.com/win/2004/08/events/trace">\n  <EventGuid>${guid}</EventGuid>\n </ExtendedTracingInfo>\n`}</Event>
`
}

/** One request as a file. What the rule that it failed by does not ask for is left out. */
export function frebXml(record: RecordedRequest, { appPoolId = 'DefaultAppPool', maxLogFileSizeKB = 1024 }: FrebOptions = {}): string {
  const { failure } = record
  const wanted = ({ area, level }: FrebEvent): boolean => failure === null || (level <= failure.verbosity && (area === 0 || (area & failure.areas) !== 0))
  const statusCode = formatStatus(record.status, record.subStatus)
  const head = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="freb.xsl"?>
<failedRequest${attributes({
    url: fullUrlOf(record), siteId: record.site.id, appPoolId, processId: process.pid, verb: record.method, remoteUserName: record.user, userName: record.user, tokenUserName: record.user,
    authenticationType: record.authType === '' ? 'anonymous' : record.authType, activityId: record.activityId, failureReason: failure?.reason ?? 'UNKNOWN', statusCode,
    triggerStatusCode: failure === null || failure.triggerStatus === '' ? statusCode : failure.triggerStatus, timeTaken: Math.round(record.ms ?? 0)
  })} xmlns:freb="http://schemas.microsoft.com/win/2006/06/iis/freb">
`
  const { area, number, level } = CATALOGUE.LOG_FILE_MAX_SIZE_TRUNCATE
  const marker = writeEvent({ name: 'LOG_FILE_MAX_SIZE_TRUNCATE', provider: WWW_SERVER.guid, area, number, level, at: record.ms ?? 0, fields: [{ name: 'ContextId', value: record.activityId }] }, record)
  const limit = maxLogFileSizeKB * KIBI - Buffer.byteLength(marker) - Buffer.byteLength(END)
  const parts = [head]
  let size = Buffer.byteLength(head)
  for (const event of frebEvents(record, appPoolId).filter(wanted)) {
    const part = writeEvent(event, record)
    size += Buffer.byteLength(part)
    if (size > limit) return [...parts, marker, END].join('')
    parts.push(part)
  }
  return [...parts, ...(record.dropped > 0 ? [marker] : []), END].join('')
}
