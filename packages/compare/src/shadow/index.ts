export { createShadow, shadowChannel, type Shadow, type ShadowCounts, type ShadowMessage } from './shadow.ts'
export type { ShadowOptions, ShadowSample } from './options.ts'
export { shadow } from './plugin.ts'
