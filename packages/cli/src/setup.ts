// What is to run, whatever said so: the command line, a configuration or files of IIS. Commands read this and nothing else.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BridgeOptions, FilterLevel, ProfileName, ProfileSettings } from '@isapi-bridge/bridge'
import type { HandlerMapping, ModuleEntry, VirtualDirectory } from '@isapi-bridge/module-api'
import type { NetSessionOptions } from '@isapi-bridge/module-api/fastify'
import type { CaptureRule, FailedRequestLogOptions } from '@isapi-bridge/trace'
import type { WasmFilterOptions, WasmLimits } from '@isapi-bridge/wasm'
import type { BuiltInName } from './site/built-in.ts'
import type { LimitsConfig, ShadowConfig, TlsConfig, TraceConfig } from './config/config.ts'

/** What filters know as a net session. */
export type NetSession = NonNullable<NetSessionOptions['netSession']>

/** What becomes of something that is named somewhere. */
export type Standing = 'runs' | 'disabled' | 'left out' | 'precondition not met' | 'not in FilterLoadOrder' | 'no implementation'

/** Where the code is. */
export type Implementation = { readonly file: string } | { readonly value: unknown }

/** A filter or a module, in its place. */
export interface EntrySetup {
  readonly name: string
  /** Where it was named, for messages: a key, or file and line. */
  readonly where: string
  readonly standing: Standing
  /** Null unless it runs. */
  readonly implementation: Implementation | null
  /** What an IIS file says of it: path of the library, conditions, type. */
  readonly detail: string
  /** Of a compiled one; without it, or null, there is nothing but the folder of its file. */
  readonly guest?: GuestSetup | null
}

export interface FilterSetup extends EntrySetup {
  readonly level: FilterLevel
  readonly profile: ProfileName
  readonly overrides: Partial<ProfileSettings>
  /** What the bridge is told of its memory beside its defaults. */
  readonly memory?: Pick<BridgeOptions, 'memoryLimit' | 'pageHeap'>
  /** What FilterFlags of a metabase says that it registers for; nothing depends on it. */
  readonly flags: number | null
  /** It stands in the old list of the registry only. */
  readonly fromRegistry?: true
}

/** What a compiled filter or module finds around it. */
export interface GuestSetup {
  /** Folders of its drive, absolute here. */
  readonly drive?: NonNullable<WasmFilterOptions['drive']>
  /** Keys, or a file of them. */
  readonly registry?: string | NonNullable<WasmFilterOptions['registry']>
  readonly environment?: Readonly<Record<string, string>>
  readonly limits?: WasmLimits
}

export interface ModuleSetup extends EntrySetup {
  /** False: it is loaded and gets global notifications, but no requests of this application. */
  readonly enabled: boolean
}

/** One place of a module list. */
export type Slot =
  | { readonly kind: 'built-in'; readonly name: BuiltInName; readonly options: Readonly<Record<string, unknown>>; readonly where: string }
  | { readonly kind: 'filters' }
  | { readonly kind: 'module'; readonly module: ModuleSetup }

/** A part of a site with a module list of its own; `/` is the site itself. */
export interface ApplicationSetup {
  readonly path: string
  readonly slots: readonly Slot[]
  readonly handlers: readonly HandlerMapping[] | undefined
  readonly appPoolName: string
}

export interface BindingSetup {
  /** `*`: all. */
  readonly address: string
  readonly port: number
  /** In lower case; empty: any. */
  readonly host: string
  readonly tls: TlsConfig | null
  readonly where: string
}

/** Which requests of a site have failed, and where they are written. */
export interface FailedRequestSetup extends Pick<FailedRequestLogOptions, 'directory' | 'maxLogFiles' | 'maxLogFileSizeKB'> {
  readonly rules: readonly CaptureRule[]
}

export interface SiteSetup {
  readonly id: number
  readonly name: string
  readonly where: string
  readonly bindings: readonly BindingSetup[]
  readonly root: string
  readonly virtualDirectories: readonly VirtualDirectory[]
  readonly filterRoots: readonly string[]
  /** Failed Request Tracing, as files of IIS ask for it; without it, or null, there is none. */
  readonly failedRequests?: FailedRequestSetup | null
  /** Global filters, which sites share, and those of the site, in load order. */
  readonly filters: readonly FilterSetup[]
  /** The first is `/`. */
  readonly applications: readonly ApplicationSetup[]
}

/** Files that modules read their configuration sections from, beside the web.config of each application. */
export interface SectionsSetup {
  /** An applicationHost.config or web.config; null: none. */
  readonly file: string | null
  readonly schema: readonly string[]
}

/** Something that the user should know. */
export interface Note {
  readonly where: string
  readonly text: string
}

export interface Setup {
  /** The file that said so; empty: the command line. */
  readonly source: string
  readonly sites: readonly SiteSetup[]
  readonly notes: readonly Note[]
  readonly sections: SectionsSetup
  readonly trustProxy: boolean | string | readonly string[]
  readonly netSession: NetSession
  readonly limits: LimitsConfig
  /** Null: nothing is recorded. */
  readonly trace: TraceConfig | null
  /** Null: nobody gets copies. */
  readonly shadow: ShadowConfig | null
  /** Told of each request before anybody else has it. */
  readonly watch?: (request: IncomingMessage, response: ServerResponse) => void
  /** Modules of whoever watches, behind all others. */
  readonly observers?: readonly ModuleEntry[]
}
