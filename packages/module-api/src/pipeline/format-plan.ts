// The plan for people: stage by stage, what runs there, in which order, and why.

import type { PlanRow } from '../registration.ts'

/** Changes a part of the text, for example to give it a colour. */
export interface PlanStyle {
  readonly title?: (text: string) => string
  readonly reason?: (text: string) => string
}

type Cells = readonly [number: string, kind: string, name: string, notification: string, reason: string]

const asItIs = (text: string): string => text

/** Lines to print of what `plan()` gives. A stage that nobody subscribed to has none. */
export function formatPlan(rows: readonly PlanRow[], { title = asItIs, reason = asItIs }: PlanStyle = {}): string[] {
  const stages = groupByStage(rows)
  const tables = stages.map((stage) => stage.rows.map(toCells))
  const widths = columnWidths(tables.flat())
  return stages.flatMap((stage, index) => [
    title(stage.title),
    ...(tables[index] ?? []).map((cells) => `  ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join('  ')}  ${reason(cells[4])}`)
  ])
}

/** Neighbours of the same stage belong together; the order of the rows is the order in which things happen. */
function groupByStage(rows: readonly PlanRow[]): { title: string; rows: PlanRow[] }[] {
  const stages: { title: string; rows: PlanRow[] }[] = []
  for (const row of rows) {
    const title = `${row.stage}${row.post ? ', post-event' : ''}`
    const last = stages.at(-1)
    if (last?.title === title) last.rows.push(row)
    else stages.push({ title, rows: [row] })
  }
  return stages
}

function toCells(row: PlanRow, index: number): Cells { return [`${index + 1}.`, row.kind, row.name, row.notification, row.reason] }

/** The last column is as wide as it likes. */
function columnWidths(table: readonly Cells[]): number[] {
  return [0, 1, 2, 3].map((column) => Math.max(0, ...table.map((cells) => cells[column]?.length ?? 0)))
}
