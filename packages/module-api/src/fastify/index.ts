export { contextOf, integratedPipeline, type IntegratedPipelineDecorator, type IntegratedPipelineOptions } from './plugin.ts'
export { HOOKS, type HookRow } from './hooks.ts'
