// A report for people at a terminal: the verdict first.

import { nameOfDifference } from '../judge/groups.ts'
import { callText, type Parting, type PartingSide } from '../trace/part.ts'
import { missing, requests, sourcesText, type Group, type Report, type Sample } from './report.ts'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'
/** Puts a text into a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

const GROUPS = 10
const DIFFERENCES = 5

/** The verdict in one sentence, or two. */
export function verdictOf(report: Report): string {
  const { result, interrupted, requests: count, groups, moreGroups } = report
  const causes = groups.length + moreGroups
  if (result === 'different') return `${requests(count.different)} of ${count.compared.toLocaleString('en')}${shareOf(count.different, count.compared)} ${count.different === 1 ? 'differs' : 'differ'}, for ${causes} ${causes === 1 ? 'cause' : 'causes'}.`
  const others = missing(report)
  if (result === 'equal') return `${count.compared === 1 ? 'The request' : `All ${requests(count.compared)}`} ${others === 0 ? '' : count.compared === 1 ? 'that was compared ' : 'that were compared '}${count.compared === 1 ? 'is' : 'are'} answered alike.${others === 0 ? '' : ` ${others.toLocaleString('en')} more ${others === 1 ? 'was' : 'were'} not compared.`}`
  if (interrupted && count.compared > 0) return `${requests(count.equal)} ${count.equal === 1 ? 'is' : 'are'} answered alike, but the comparison was ended early.`
  return count.compared === 0 ? 'Nothing was compared.' : `${requests(count.equal)} are answered alike, but ${requests(count.notCompared)} could not be compared.`
}

/** A part of many, in words; of a few everybody sees it. */
export function shareOf(part: number, all: number): string {
  if (all < 10) return ''
  const share = part * 100 / all
  return share < 0.1 ? ' (less than 0.1 %)' : ` (${share < 10 ? Number(share.toFixed(1)) : Math.min(Math.round(share), part < all ? 99 : 100)} %)`
}

const VERDICT_WORDS: Readonly<Record<Report['result'], { readonly word: string; readonly style: Style }>> = {
  equal: { word: 'EQUAL', style: 'green' },
  different: { word: 'DIFFERENT', style: 'red' },
  'not compared': { word: 'CANNOT SAY', style: 'yellow' }
}

/** Lines to print. */
export function formatSummary(report: Report, paint: Paint): string[] {
  const { word, style } = VERDICT_WORDS[report.result]
  const rate = report.seconds > 0 ? `, ${Math.round(report.requests.compared / report.seconds).toLocaleString('en')}/s` : ''
  return [
    `${paint('bold', 'A')} ${safe(report.sides.a)}`,
    `${paint('bold', 'B')} ${safe(report.sides.b)}`,
    paint('dim', `${safe(sourcesText(report))}: ${requests(report.requests.compared)} in ${report.seconds.toFixed(1)} s${rate}${report.twice ? ', each side twice' : ''}${report.frozen ? ', with one clock and the same random values' : ''}`),
    '',
    `${paint(style, word)}  ${verdictOf(report)}`,
    ...report.remarks.map((remark) => `  ${remark}`),
    ...report.groups.slice(0, GROUPS).flatMap((group, index) => ['', ...groupLines(group, index + 1, paint)]),
    ...(report.groups.length + report.moreGroups > GROUPS ? ['', `  … and ${report.groups.length + report.moreGroups - GROUPS} more causes; --html or --json has them.`] : []),
    ...section('Left out, or not compared', report.skipped.slice(0, GROUPS).map(({ why, count, first }) => `${count} × ${safe(why)} (${safe(first[0] ?? '')}${count > 1 ? ' …' : ''})`), paint),
    ...section('Noise: differs between a side and itself', report.noise.slice(0, GROUPS).map(({ what, routes }) => `${safe(what)} on ${safe(routes[0] ?? '')}${routes.length > 1 ? ` and ${routes.length - 1} more` : ''}`), paint),
    ...section('Done by both, at other stages', report.moved.slice(0, GROUPS).map(({ subject, example }) => `${safe(subject)}: ${sideText(example.a)} on A, ${sideText(example.b)} on B`), paint),
    '',
    paint('dim', `Never compared: ${report.ignored.map(({ rule }) => safe(rule)).join(', ')}.`)
  ]
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)]
}

function groupLines({ title, count, parting, samples }: Group, number: number, paint: Paint): string[] {
  const [sample] = samples
  return [
    `${paint('bold', `${number}. ${safe(title)}`)}  ${requests(count)}`,
    ...(parting === null ? [] : partingLines(parting)),
    ...(sample === undefined ? [] : sampleLines(sample, paint))
  ]
}

/** The parting in words: a line for each side. */
function partingLines(parting: Parting): string[] {
  return [`   the traces part at ${safe(parting.subject)}`, ...(['a', 'b'] as const).map((side) => `     ${side.toUpperCase()}  ${doneText(parting[side])}`)]
}

/** What a side did at a parting. */
function doneText(side: PartingSide): string {
  return side.call === null ? `nobody changes it: ${valueText(side.value)}` : `${callText(side.call)} → ${valueText(side.value)}`
}

function sideText({ call }: PartingSide): string { return call === null ? 'nobody' : callText(call) }

function sampleLines({ method, target, where, differences }: Sample, paint: Paint): string[] {
  return [
    `   ${safe(method)} ${safe(target)} ${paint('dim', `(${safe(where)})`)}`,
    ...differences.slice(0, DIFFERENCES).flatMap((difference) => [
      `     ${safe(nameOfDifference(difference))}`, `       A  ${valueText(difference.a)}`, `       B  ${valueText(difference.b)}`
    ]),
    ...(differences.length > DIFFERENCES ? [`     … and ${differences.length - DIFFERENCES} more`] : [])
  ]
}

const VALUE = 160

function valueText(value: string | null): string {
  if (value === null) return 'not there'
  return JSON.stringify(value.length > VALUE ? `${value.slice(0, VALUE)}…` : value).replaceAll(/[\x7F-\x9F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, '?')
}

/** What a server or a log wrote must not move the cursor. */
function safe(text: string): string { return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '?') }
