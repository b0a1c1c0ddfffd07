export { contextOf, integratedPipeline, type IntegratedPipelineDecorator, type IntegratedPipelineOptions } from './plugin.ts'
export { rawDataRefusalOf, type NetSessionKey, type NetSessionOptions } from './net-session-options.ts'
export { HOOKS, type HookRow } from './hooks.ts'
