// A report for build servers: a test case for each route.

import type { Report } from './report.ts'
import { verdictOf } from './summary.ts'

export function toJunit(report: Report): string {
  const failures = report.routes.filter(({ different }) => different > 0).length
  const cases = report.routes.map(({ route, compared, different }) => {
    const head = `    <testcase classname="isapi-bridge compare" name="${xml(route)}"`
    if (different === 0) return `${head}/>`
    const titles = report.groups.filter(({ routes }) => routes.includes(route)).map(({ title }) => title)
    return `${head}>\n      <failure message="${different} of ${compared} differ">${xml(titles.length === 0 ? 'Its causes are those of other routes; the report has them.' : titles.join('\n'))}</failure>\n    </testcase>`
  })
  const error = report.result === 'not compared' ? [`    <testcase classname="isapi-bridge compare" name="comparison">\n      <error message="${xml(verdictOf(report))}"/>\n    </testcase>`] : []
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>',
    `  <testsuite name="${xml(`${report.sides.a} and ${report.sides.b}`)}" tests="${cases.length + error.length}" failures="${failures}" errors="${error.length}" time="${report.seconds}" timestamp="${report.startedAt.slice(0, 19)}">`,
    ...cases, ...error, '  </testsuite>', '</testsuites>', ''].join('\n')
}

/** Characters that XML 1.0 cannot have go. */
function xml(text: string): string {
  return text.replaceAll(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
