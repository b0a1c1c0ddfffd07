// The page that shows what filters and modules did to requests.

export { inspector, loopbackOnly, type InspectedPlanRow, type InspectorOptions } from './inspector.ts'
export type { Explanation } from './explain.ts'
export type { ConnectionDetail, RequestDetail, RequestSummary } from './view.ts'
