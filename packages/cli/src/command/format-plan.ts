// The plan for people.

import { formatPlan as formatStages } from '@isapi-bridge/module-api'
import type { PlannedApplication, PlannedFilter, PlannedSite, SetupPlan } from '../site/plan-setup.ts'
import { describeNetSession } from '../site/net-session.ts'
import { oneLine, paint, type Output } from './output.ts'

/** Lines to print. */
export function formatPlan(plan: SetupPlan, output: Output): string[] {
  const lines = plan.sites.flatMap((site, index) => [...(index === 0 ? [] : ['']), ...siteLines(site, output)])
  if (plan.sites.length === 0) lines.push('no site')
  const session = describeNetSession(plan.netSession)
  if (session !== null) lines.push('', paint(output, 'bold', 'Net sessions'), `  ${session}`)
  if (plan.warnings.length > 0) lines.push('', paint(output, 'yellow', 'Warnings'), ...plan.warnings.map(({ where, text }) => `  ${where}: ${text}`))
  if (plan.eventLog.length > 0) lines.push('', paint(output, 'bold', 'Event log'), ...plan.eventLog.map(({ level, event, text }) => `  ${level}${event === null ? '' : `, event ${event}`}: ${oneLine(text)}`))
  if (plan.errors.length > 0) {
    const several = plan.sites.length > 1
    lines.push('', paint(output, 'red', 'Errors'), ...plan.errors.map(({ site, event, message }) => `  ${several ? `${site}: ` : ''}${event === null ? '' : `event ${event}: `}${message}`))
  }
  return lines
}

function siteLines(site: PlannedSite, output: Output): string[] {
  return [
    paint(output, 'bold', `Site ${site.id} "${site.name}"`),
    `  ${site.bindings.join(', ') || 'no binding'}`,
    `  ${site.root}`,
    ...site.virtualDirectories.map(({ path, physicalPath }) => `  ${path} is ${physicalPath}`),
    ...filterLines(site.filters, output),
    ...site.applications.flatMap((application) => applicationLines(application, site.applications.length > 1, output))
  ]
}

function filterLines(filters: readonly PlannedFilter[], output: Output): string[] {
  if (filters.length === 0) return []
  const cells = filters.map(({ name, level, standing, detail, where, flags }, index) => [
    `${index + 1}.`, name, level, standing,
    [where, detail, flags === null || flags.length === 0 ? '' : `registers for ${flags.join(', ')}`].filter((part) => part !== '').join(', ')
  ])
  return ['', paint(output, 'bold', 'Filters, in load order'), ...table(cells)]
}

function applicationLines({ path, modules, rows, costs }: PlannedApplication, several: boolean, output: Output): string[] {
  return [
    ...(several ? ['', paint(output, 'bold', `Application ${path}`)] : []),
    ...(modules.length === 0 ? [] : ['', paint(output, 'bold', 'Modules that do not run'), ...table(modules.map(({ name, standing, where, detail }) => [name, standing, [where, detail].filter((part) => part !== '').join(', ')]))]),
    '',
    ...formatStages(rows, { title: (text) => paint(output, 'green', text), reason: (text) => paint(output, 'dim', text) }),
    ...(costs.length === 0 ? [] : ['', paint(output, 'bold', 'What it costs'), ...costs.map(({ what, by }) => `  ${what}: ${by.join(', ')}`)])
  ]
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(0, ...rows.map((cells) => cells[column]?.length ?? 0)))
}

/** The last column is as wide as it likes. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = widthsOf(rows)
  return rows.map((cells) => `  ${cells.map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd()}`)
}
