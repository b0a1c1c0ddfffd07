// The plan for people: stage by stage, what runs there, in which order, and why.

import type { PlanRow } from '@isapi-bridge/module-api'

type Cells = readonly [number: string, kind: string, name: string, notification: string, reason: string]

/** Lines to print. A stage that nobody subscribed to has none. */
export function formatPlan(rows: readonly PlanRow[]): string[] {
  const stages = groupByStage(rows)
  const tables = stages.map((stage) => stage.rows.map(toCells))
  const widths = columnWidths(tables.flat())
  return stages.flatMap(({ title }, index) => [
    title,
    ...(tables[index] ?? []).map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`)
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

function toCells(row: PlanRow, index: number): Cells {
  return [`${index + 1}.`, row.kind, row.name, row.notification, row.reason]
}

/** The last column is as wide as it likes. */
function columnWidths(table: readonly Cells[]): number[] {
  return [0, 1, 2, 3].map((column) => Math.max(0, ...table.map((cells) => cells[column]?.length ?? 0)))
}
