export { defineConfig } from './config/config.ts'
export type {
  ApplicationConfig, BindingConfig, BuiltInConfig, Config, FilterConfig, IisConfig, LimitsConfig, ModuleConfig, ShadowConfig, SiteConfig, StackConfig, TlsConfig
} from './config/config.ts'
export type { BuiltInName } from './site/built-in.ts'
export { CLI_ERRORS, CliError, type CliErrorCode } from './errors.ts'
export { EVENTS, type EventRow, type Log, type LogEntry } from './site/events.ts'
export { loadConfig, toSetup } from './config/load-config.ts'
export { jsonSchema } from './config/schema.ts'
export { planSetup } from './site/plan-setup.ts'
export { startServer, type RunningServer } from './site/server.ts'
export type { Setup } from './setup.ts'
export { run } from './command/program.ts'
