// A report to show around: the verdict first, then the causes, each with an example, both traces and both bodies.

import { diffLines } from 'diff'
import { html } from 'ghtml'
import { nameOfDifference } from '../judge/groups.ts'
import type { Difference } from '../judge/judge.ts'
import type { AlignedCall, AlignedChange, AlignedRow } from '../trace/align.ts'
import { callText, type CallName, type Parting, type PartingSide } from '../trace/part.ts'
import { STYLE } from './html-style.ts'
import { GROUP_ROUTES, missing, requests, sourcesText, type Group, type Report, type Sample } from './report.ts'
import { shareOf, verdictOf } from './summary.ts'

/** TABLE: the answer to "is it safe to switch?", and how it looks. */
const ANSWERS: Readonly<Record<Report['result'] | 'mostly unknown', { readonly look: string; readonly words: string; readonly advice: string }>> = {
  equal: { look: 'equal', words: 'Safe to switch, as far as these requests go', advice: 'Next: see whether the routes below are all that matter, and whether what was left out of account may differ.' },
  'mostly unknown': { look: 'unknown', words: 'Alike, but most requests were not compared', advice: 'Next: see below why they were not, and bring them in.' },
  different: { look: 'different', words: 'Not safe to switch yet', advice: 'Next: for each cause, correct B, or add its rule if it is meant to differ; then run the same comparison again.' },
  'not compared': { look: 'unknown', words: 'Nobody can say', advice: 'Next: put right what is said below, and run it again.' }
}

/** One page, without anything from elsewhere. */
export function toHtml(report: Report): string {
  const { look, words, advice } = ANSWERS[report.result === 'equal' && missing(report) > report.requests.compared ? 'mostly unknown' : report.result]
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${words}: ${report.sides.a} and ${report.sides.b}</title>
<style>!${STYLE}</style>
</head>
<body>
<h1>Is it safe to switch from A to B?</h1>
<section class="verdict ${look}"><strong>${words}</strong><p>${verdictOf(report)}</p>!${glance(report)}<p>${advice}</p></section>
<div class="sides"><div class="side"><b>A</b> <code>${report.sides.a}</code></div><div class="side"><b>B</b> <code>${report.sides.b}</code></div></div>
<div class="numbers">!${numbers(report)}</div>
<p class="soft">!${scope(report)}</p>
!${report.remarks.length === 0 ? '' : html`<h2>What you should know</h2><ul>!${report.remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}
!${report.groups.length === 0 ? '' : html`<h2>${report.groups.length === 1 ? 'The cause' : 'The causes, most frequent first'}</h2>!${report.groups.map(group)}`}
!${report.moreGroups === 0 ? '' : html`<p class="soft">${report.moreGroups} more causes are not listed.</p>`}
!${routeTable(report)}
!${notCompared(report)}
!${moved(report)}
!${leftOutOfAccount(report)}
<p class="soft">${report.startedAt.replace('T', ' ').slice(0, 19)} UTC, ${report.seconds.toFixed(1)} s.</p>
</body>
</html>
`
}

const GLANCE = 5

/** The causes in short. */
function glance({ groups, moreGroups, requests: { compared } }: Report): string {
  if (groups.length === 0) return ''
  const more = groups.length + moreGroups - GLANCE
  return html`<ol>!${groups.slice(0, GLANCE).map(({ title, count, samples }, index) => html`<li><a href="#cause-${index + 1}">${title}</a>: ${requests(count)}${shareOf(count, compared)}${effectOf(samples)}</li>`)}!${more > 0 ? html`<li>and ${more} more</li>` : ''}</ol>`
}

/** TABLE: what a client has of a difference, the worst first. */
const EFFECTS: readonly { readonly kinds: readonly Difference['kind'][]; readonly words: (difference: Difference) => string }[] = [
  { kinds: ['status'], words: ({ a, b }) => `clients get ${b ?? 'nothing'} in place of ${a ?? 'nothing'}` },
  { kinds: ['connection'], words: () => 'the connection ends in another way' },
  { kinds: ['body'], words: () => 'clients get another body' },
  { kinds: ['header', 'reason'], words: () => 'clients get another head' },
  { kinds: ['trace'], words: () => 'clients get the same, but the application behind does not' },
  { kinds: ['log'], words: () => 'clients get the same, only the log differs' }
]

/** What a cause means, by its first example. */
function effectOf([sample]: readonly Sample[]): string {
  for (const { kinds, words } of EFFECTS) {
    const difference = sample?.differences.find(({ kind }) => kinds.includes(kind))
    if (difference !== undefined) return `; ${words(difference)}`
  }
  return ''
}

/** What was compared, and what was not. */
function scope(report: Report): string {
  const { twice, traced, frozen, noise, ignored } = report
  const others = missing(report)
  const parts = [
    html`Requests from ${sourcesText(report)}${twice ? ', each side twice' : ''}${frozen ? ', with one clock and the same random values for both' : ''}.`,
    `Compared: status, reason, headers, body, connection${traced ? ', log record, and what each call changed' : ''}.`,
    html`Not compared: !${others > 0 ? html`<a href="#not-compared">${requests(others)}</a>, ` : ''}<a href="#left-out">what is noise (${noise.length}) and what rules leave out (${ignored.length})</a>, case and order of header names.`
  ]
  return parts.join(' ')
}

function numbers(report: Report): string[] {
  const { requests: count, groups, moreGroups } = report
  const cells: [number, string][] = [[count.compared, 'compared'], [count.equal, 'answered alike'], [count.different, count.different === 1 ? 'differs' : 'differ'], [groups.length + moreGroups, groups.length === 1 ? 'cause' : 'causes'], [missing(report), 'not compared']]
  return cells.map(([value, words]) => html`<div><b>${value.toLocaleString('en')}</b><span>${words}</span></div>`)
}

function group({ title, count, parting, routes: all, samples }: Group, index: number): string {
  return html`<article class="group" id="cause-${index + 1}">
<header><h3>${index + 1}. ${title}</h3><span>${requests(count)}</span></header>
<div>!${parting === null ? '' : partingText(parting)}
<p class="soft">On !${all.slice(0, 5).map((route) => html`<code>${route}</code>`).join(', ')}${all.length > 5 ? (all.length < GROUP_ROUTES ? ` and ${all.length - 5} more` : ' and many more') : ''}</p>
!${ruleOf(samples)}
!${samples.map((sample, place) => example(sample, place === 0))}</div>
</article>`
}

/** The rule that leaves a cause out of account, where one does. */
function ruleOf([sample]: readonly Sample[]): string {
  const [first, ...rest] = sample?.differences ?? []
  if (first === undefined || rest.length > 0) return ''
  const { kind, field } = first
  const rule = kind === 'header' ? `header:${field.replace(/ .*$/s, '')}` : kind === 'log' && field !== 'record' ? `log:${field}` : kind === 'trace' ? `trace:${field}` : kind === 'body' && field.startsWith('$') ? `json:${field.replaceAll(/\[\d+\]/g, '[*]')}` : null
  return rule === null ? '' : html`<p class="soft">If it is meant to differ: <code>--ignore "${rule}"</code></p>`
}

function partingText(parting: Parting): string {
  return html`<h4>First notification where the traces part, at <code>${parting.subject}</code></h4>
<div class="two">!${(['a', 'b'] as const).map((side) => html`<div><span class="tag">${side.toUpperCase()}</span> !${did(parting[side])}</div>`)}</div>`
}

function did({ call, value }: PartingSide): string {
  const text = shown(value)
  return call === null ? html`<span class="none">nobody changes it</span><br>!${text}` : html`!${caller(call)}<br>!${text}`
}

function caller({ stage, post, kind, name, notification }: CallName): string {
  return html`${kind} <b>${name}</b> in <code>${stage}${post ? ' (post)' : ''}${notification === stage ? '' : ` ${notification}`}</code>`
}

function shown(value: string | null): string { return value === null ? '<span class="none">not there</span>' : html`<span class="value">${visible(value)}</span>` }

/** What one would not see, or would see in another order. */
function visible(text: string): string {
  return (text === '' ? '(empty)' : text.length > 2000 ? `${text.slice(0, 2000)}…` : text).replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => (character === '\n' ? '\n' : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`))
}

function example(sample: Sample, open: boolean): string {
  const { method, target, where, differences, others, trace, body, curl, parting } = sample
  return html`<details!${open ? ' open' : ''}><summary><code>${method} ${visible(target)}</code> <span class="soft">${where}</span></summary>
!${differenceTable(differences.filter(({ kind, field }) => kind !== 'trace' || field !== parting?.subject), parting)}
!${others.length === 0 ? '' : html`<p class="soft">Other causes on this request: ${[...new Set(others)].slice(0, 10).join(', ')}.</p>`}
!${body === null ? '' : html`<h4>Bodies, from A to B</h4><pre>!${bodyLines(body)}</pre>`}
!${trace.length === 0 ? '' : html`<details!${open ? ' open' : ''}><summary>Both traces: what each call changed</summary>!${traces(trace, parting)}</details>`}
<details><summary>Repeat it</summary><pre>${curl}</pre></details>
</details>`
}

/** What the parting led to, or what differs at all: a row each. */
function differenceTable(all: readonly Difference[], parting: Parting | null): string {
  if (all.length === 0) return ''
  const side = (name: 'A' | 'B', value: string | null, by: CallName | null): string => html`<div><span class="tag">${name}</span> !${shown(value)}!${by === null || isAt(parting, by) ? '' : html`<br><small class="soft">by !${caller(by)}</small>`}</div>`
  return html`<div class="differences">!${all.map((entry) => html`<div class="what">${nameOfDifference(entry)}</div>!${side('A', entry.a, entry.by.a)}!${side('B', entry.b, entry.by.b)}`)}</div>`
}

/** The call that stands above already. */
function isAt(parting: Parting | null, by: CallName): boolean {
  return [parting?.a.call, parting?.b.call].some((call) => call !== null && call !== undefined && callText(call) === callText(by))
}

const CONTEXT = 3

/** Lines of which one side has no like, with some around them. */
function bodyLines({ a, b }: { readonly a: string; readonly b: string }): string {
  const parts = diffLines(a, b, { timeout: 1000 })
  if (parts === undefined) return html`<del>${visible(a)}</del><ins>${visible(b)}</ins>`
  return parts.map(({ value, added, removed }) => {
    if (added) return html`<ins>${visible(value)}</ins>`
    if (removed) return html`<del>${visible(value)}</del>`
    const lines = value.split('\n')
    return html`${visible(lines.length > CONTEXT * 2 + 2 ? [...lines.slice(0, CONTEXT), `… ${lines.length - CONTEXT * 2 - 1} lines …`, ...lines.slice(-CONTEXT - 1)].join('\n') : value)}`
  }).join('')
}

function traces(rows: readonly AlignedRow[], parting: Parting | null): string {
  let stage = ''
  return html`<div class="trace">!${rows.flatMap((row) => {
    const here = `${row.stage}${row.post ? ' (post)' : ''}`
    const head = here === stage ? [] : [html`<div class="stage">${here}</div>`]
    stage = here
    const { a, b } = row
    if (a !== null && b !== null && a.index !== parting?.a.index && b.index !== parting?.b.index && likeOf(a) === likeOf(b)) return [...head, callCell(a, row.stage, 'A B', -1)]
    return [...head, callCell(a, row.stage, 'A', parting?.a.index ?? -1), callCell(b, row.stage, 'B', parting?.b.index ?? -1)]
  })}</div>
<p class="soft">Green: both do it. Yellow: both do it, but elsewhere, or after another value. Red: here they part.</p>`
}

/** Calls of which this is the same need not be shown twice. */
function likeOf(entry: AlignedCall): string { return JSON.stringify({ ...entry, index: 0 }) }

function callCell(entry: AlignedCall | null, stage: string, side: string, hit: number): string {
  if (entry === null) return '<div class="call empty"></div>'
  const { kind, name, notification, status, depth, child, skipped, changes, index } = entry
  return html`<div class="call${side.length > 1 ? ' both' : ''}${index === hit ? ' hit' : changes.length === 0 ? ' quiet' : ''}" style="margin-left: ${Math.min(depth + child, 6) * 0.8}rem">
<span class="tag">${side}</span> ${kind} <b>${name}</b> ${notification === stage ? '' : notification}
!${skipped === null ? (status === null || /CONTINUE|NEXT_NOTIFICATION/.test(status) ? '' : html`<small>${status}</small>`) : html`<small>not called: ${skipped}</small>`}!${changes.map(change)}</div>`
}

/** TABLE: mark of a change → its colour. */
const LOOKS: Readonly<Record<AlignedChange['mark'], string>> = { same: 'same', moved: 'moved', 'on the way': 'way', parts: 'parts', own: 'own' }

function change({ subject, before, after, mark }: AlignedChange): string {
  return html`<span class="change ${LOOKS[mark]}"><code>${subject}</code> !${shown(before)} → !${shown(after)}</span>`
}

function routeTable({ routes: all, requests: count }: Report): string {
  if (count.compared === 0) return ''
  const rows = all.slice(0, 100).map(({ route, compared, different }) => html`<tr><td><code>${route}</code></td><td class="number">${compared.toLocaleString('en')}</td><td class="number">${different === 0 ? '' : different.toLocaleString('en')}</td></tr>`)
  return html`<h2>Routes</h2><table><thead><tr><th>route</th><th class="number">compared</th><th class="number">differ</th></tr></thead><tbody>!${rows}</tbody></table>!${all.length > 100 ? html`<p class="soft">And ${all.length - 100} more.</p>` : ''}`
}

function notCompared({ skipped: all }: Report): string {
  if (all.length === 0) return ''
  return html`<h2 id="not-compared">Not compared</h2><table><tbody>!${all.map(({ why, count, first }) => html`<tr><td class="number">${count.toLocaleString('en')}</td><td>${why}<br><small class="soft">${first.join(', ')}</small></td></tr>`)}</tbody></table>`
}

function moved({ moved: all }: Report): string {
  if (all.length === 0) return ''
  return html`<h2>Done by both, at other stages</h2><p class="soft">No difference for the client. It matters to whoever stands between the two places.</p>
<table><tbody>!${all.map(({ subject, count, example: { a, b } }) => html`<tr><td><code>${subject}</code><br><small class="soft">${requests(count)}</small></td><td>A: !${did(a)}</td><td>B: !${did(b)}</td></tr>`)}</tbody></table>`
}

function leftOutOfAccount({ noise, ignored, twice }: Report): string {
  return html`<h2 id="left-out">Left out of account</h2>
!${twice ? html`<h4>Noise: differs between two runs of one side</h4>!${noise.length === 0 ? '<p>None.</p>' : html`<ul>!${noise.slice(0, 50).map(({ what, routes: all }) => html`<li><code>${what}</code> <span class="soft">on ${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}</span></li>`)}</ul>`}` : ''}
<h4>By rule</h4><ul>!${ignored.map(({ rule, why }) => html`<li><code>${rule}</code> <span class="soft">${why}</span></li>`)}</ul>`
}
