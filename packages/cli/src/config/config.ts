// What a configuration may say: the type of isapi-bridge.config.ts. schema.ts checks it, and the JSON schema is made from there.

import type { ProfileName, ProfileSettings } from '@isapi-bridge/bridge'
import type { Filter } from '@isapi-bridge/filter-api'
import type { HandlerMapping, PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import type { NetSessionOptions } from '@isapi-bridge/module-api/fastify'
import type { ShadowOptions } from '@isapi-bridge/compare/shadow'
import type { FailedRequestLogOptions, TraceRecorderOptions } from '@isapi-bridge/trace'
import type { BuiltInName } from '../site/built-in.ts'

/** What a compiled filter or module finds around it. */
export interface GuestConfig {
  /** Folders of its drive, `{ 'C:\\inetpub\\wwwroot': './www' }`. Read-only, unless the entry is `{ folder, writable: true }`. Beside them there are the folder of the file and those of the sites, read-only, and nothing else. */
  readonly drive?: Readonly<Record<string, string | { readonly folder: string; readonly writable?: boolean | undefined }>> | undefined
  /** Its registry, or a JSON file that holds it: `{ 'HKLM\\SOFTWARE\\…': { Name: 'value' } }`. */
  readonly registry?: string | Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>> | undefined
  /** Its environment variables, in place of those that every Windows has. */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** What it may take. */
  readonly limits?: GuestLimitsConfig | undefined
}

/** A filter: a FILE that exports it, or more than that. Relative paths start at the folder of the configuration. */
export type FilterConfig = string | GuestConfig & {
  /** Default: the name of the file without its extension. */
  readonly name?: string | undefined
  /** What exports GetFilterVersion and HttpFilterProc. */
  readonly file?: string | undefined
  /** In a configuration that is a program: the filter itself, in place of `file`. */
  readonly filter?: Filter | undefined
  /** False: it stays in the list and is not loaded. Default true. */
  readonly enabled?: boolean | undefined
  /** The server whose manners the filter finds. Default: `profile` of the configuration. */
  readonly profile?: ProfileName | undefined
  /** Single rows of the profile, see docs/profiles.md. */
  readonly overrides?: Partial<ProfileSettings> | undefined
  /** Bytes that AllocMem gives on one connection; beyond them it fails with ERROR_NOT_ENOUGH_MEMORY. Default 64 MiB. */
  readonly memoryLimit?: number | undefined
  /** True: the filter finds page-heap mode, and who damages a block of AllocMem is reported with the stack. Slow, for debugging only. Default false. */
  readonly pageHeap?: boolean | undefined
  /** Conditions with commas between them, such as `bitness64`; it is loaded only where all of them hold. */
  readonly preCondition?: string | undefined
}

/** What a compiled filter or module may take. */
export interface GuestLimitsConfig {
  /** Bytes of memory, stack and AllocMem included. Default 256 MiB. */
  readonly memory?: number | undefined
  /** Milliseconds that one call of it may last. Default: no limit. */
  readonly time?: number | undefined
  /** After so many breakdowns within so many minutes it is disabled: every request ends with 500. Default 5 within 5; `faults: 0` for never. */
  readonly rapidFail?: { readonly faults: number; readonly minutes: number } | undefined
}

/** A module: a FILE that exports RegisterModule, or more than that. */
export type ModuleConfig = string | GuestConfig & {
  /** Default: the name of the file without its extension. */
  readonly name?: string | undefined
  readonly file?: string | undefined
  /** In a configuration that is a program: RegisterModule itself, in place of `file`. */
  readonly module?: PFN_REGISTERMODULE | undefined
  readonly preCondition?: string | undefined
}

/** Built-in modules by their names: false leaves one out, options set it up. `BasicAuthenticationModule` takes `htpasswd`, a file, in place of `logon`. */
export type BuiltInConfig = { readonly [Name in BuiltInName]?: boolean | Readonly<Record<string, unknown>> | undefined }

/** Where a site listens: a port, or as IIS writes it `address:port:host name` (`*:8080:www.example.com`), or in words. */
export type BindingConfig = number | string | {
  /** Default 127.0.0.1; `*` stands for all. */
  readonly address?: string | undefined
  /** 0: one that is free. */
  readonly port: number
  /** Host name that the client asks for. Default: whatever no other site of this port takes. */
  readonly host?: string | undefined
  readonly tls?: TlsConfig | undefined
}

/** Files in PEM. */
export interface TlsConfig {
  readonly cert: string
  readonly key: string
  readonly passphrase?: string | undefined
}

/** What sites, applications and the configuration as a whole have in common. An inner one adds to an outer one. */
export interface StackConfig {
  /** RegisterModule modules of yours; they stand behind the filters, and behind those of what is around. */
  readonly modules?: readonly ModuleConfig[] | undefined
  /** Names of modules of what is around that do not run here. */
  readonly removeModules?: readonly string[] | undefined
  readonly builtIn?: BuiltInConfig | undefined
  /** Handler mappings, as in `<handlers>`; an inner list replaces an outer one. */
  readonly handlers?: readonly HandlerMapping[] | undefined
  /** Folder of the W3C log. Default: no log. */
  readonly logDir?: string | undefined
}

/** A part of a site with a module list of its own. */
export interface ApplicationConfig extends StackConfig {
  /** URL path, such as `/shop`. */
  readonly path: string
  /** Default: the folder that the path has in the site. */
  readonly root?: string | undefined
}

/** One site. */
export interface SiteConfig extends StackConfig {
  /** Number of the site: INSTANCE_ID. Default: its place, from 1. */
  readonly id?: number | undefined
  readonly name?: string | undefined
  readonly bindings?: readonly BindingConfig[] | undefined
  /** Folder that URL paths map into. */
  readonly root: string
  /** URL paths that map into other folders: `{ "/images": "./pictures" }`. */
  readonly virtualDirectories?: Readonly<Record<string, string>> | undefined
  /** Further folders that a filter or module may map URLs into. */
  readonly filterRoots?: readonly string[] | undefined
  /** Filters of this site, loaded with its first request. */
  readonly filters?: readonly FilterConfig[] | undefined
  readonly applications?: readonly ApplicationConfig[] | undefined
}

/** IIS files to read, and what implements what they name. */
export interface IisConfig {
  /** applicationHost.config of IIS 7 or later. */
  readonly applicationHost?: string | undefined
  /** web.config: on its own for one site at `root`. */
  readonly webConfig?: string | undefined
  /** MetaBase.xml of IIS 6. */
  readonly metabase?: string | undefined
  /** Beside one of them: a .reg file with the value "Filter DLLs", whose filters are loaded as global ones (event 2223). They are called after their files. */
  readonly registry?: string | undefined
  /** Name of a filter in these files: the FILE that implements it; false leaves it out, knowingly. */
  readonly filters?: Readonly<Record<string, string | false>> | undefined
  /** The same for modules. */
  readonly modules?: Readonly<Record<string, string | false>> | undefined
  /** Folders of these files, and where they are here: `{ "C:\\inetpub\\wwwroot": "./wwwroot" }`. */
  readonly paths?: Readonly<Record<string, string>> | undefined
  /** Ports of these files, and those to listen on here: `{ "80": 8080 }`. */
  readonly ports?: Readonly<Record<string, number>> | undefined
  /** Certificates for https bindings, by site name. */
  readonly tls?: Readonly<Record<string, TlsConfig>> | undefined
  /** Names of the sites to serve. Default: all. */
  readonly sites?: readonly string[] | undefined
}

/** What is recorded, and where it goes. Credentials are taken out. */
export interface TraceConfig extends Pick<TraceRecorderOptions, 'limit' | 'bodies' | 'skipped' | 'rules' | 'keep' | 'redact'> {
  /** File that gets each request as a line of NDJSON; without it requests are kept in memory only. */
  readonly record?: string
  /** Bytes of one such file. Default 64 Mi. */
  readonly maxBytes?: number
  /** Files that are kept. Default 5. */
  readonly maxFiles?: number
  /** Files of Failed Request Tracing, for what a rule captures. */
  readonly failedRequests?: Pick<FailedRequestLogOptions, 'enabled' | 'directory' | 'maxLogFiles' | 'maxLogFileSizeKB'>
}

/** Another stack that gets a copy of what this one has answered. */
export interface ShadowConfig extends Partial<Pick<ShadowOptions, 'share' | 'queue' | 'concurrency' | 'timeout' | 'allowWrites' | 'credentials' | 'keepHost' | 'bodyLimit' | 'ignore' | 'insecure'>> {
  /** The new stack: a configuration, which gets a thread of its own, or the URL of a server that runs. */
  readonly to: string
  /** File that gets the first requests of each cause, as lines of NDJSON. */
  readonly samples?: string
  /** Bytes of that file; the one before is kept as well. Default 16 Mi. */
  readonly maxBytes?: number
  /** File that gets the report when the server ends, as `compare --html` writes it. */
  readonly report?: string
}

/** Where modules find their configuration sections (IHttpServer.GetAdminManager), beside the web.config in the folder of each application. */
export interface SectionsConfig {
  /** An applicationHost.config, whose sections count for all sites, or a web.config of the one site. Default: the file of `iis`. */
  readonly file?: string | undefined
  /** Schema files of sections, as a module brings them. A section without one has what the files give it, and types guessed from their texts. */
  readonly schema?: string | readonly string[] | undefined
}

/** `isapi-bridge.config.ts`, `.js` or `.json`. */
export interface Config extends StackConfig {
  readonly $schema?: string | undefined
  /** The server whose manners filters find. Default `iis6`. */
  readonly profile?: ProfileName | undefined
  /** Global filters, in load order. */
  readonly filters?: readonly FilterConfig[] | undefined
  /** One site: where it listens, in place of `sites`. Default 127.0.0.1:8080. */
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly tls?: TlsConfig | undefined
  /** One site: its folder, in place of `sites`. */
  readonly root?: string | undefined
  readonly sites?: readonly SiteConfig[] | undefined
  readonly iis?: IisConfig | undefined
  readonly appPoolName?: string | undefined
  readonly sections?: SectionsConfig | undefined
  /** Whom `X-Forwarded-*` is believed, as `trustProxy` of Fastify. Default: nobody. */
  readonly trustProxy?: boolean | string | readonly string[] | undefined
  /**
   * What filters know as a net session: `connection` (the default), `request`, or a function that gives the key of a request (not in JSON), as `netSession` of
   * the pipeline. Behind a proxy that pools its connections: anything but `connection`.
   */
  readonly netSession?: NetSessionOptions['netSession']
  readonly limits?: LimitsConfig | undefined
  readonly trace?: TraceConfig | undefined
  readonly shadow?: ShadowConfig | undefined
}

/** Milliseconds and bytes; what is left out has the default of the pipeline or of Node. */
export interface LimitsConfig {
  /** Longest wait for a module or filter, ms. Default: none. */
  readonly handlerTimeout?: number | undefined
  /** Bytes of a body that are read before the first module runs, for those that read without waiting. Default: 1 MiB in an application with a compiled module, else 0. */
  readonly uploadReadAheadSize?: number | undefined
  readonly entityBufferLimit?: number | undefined
  /** Longest body that routes and built-in parsers read. Default 1 MiB. */
  readonly bodyLimit?: number | undefined
  /** Idle connections, ms. Default 72 000. */
  readonly keepAliveTimeout?: number | undefined
  /** A whole request, ms. Default 300 000. */
  readonly requestTimeout?: number | undefined
  /** Connections at a time, for each port. Default: no limit. */
  readonly maxConnections?: number | undefined
  /** Net sessions with a key: without a request, ms. Default 120 000. */
  readonly netSessionIdleTimeout?: number | undefined
  /** Net sessions with a key that are kept at a time. Default 10 000. */
  readonly netSessionLimit?: number | undefined
}

/** For isapi-bridge.config.ts: gives the object back, with its type checked. */
export function defineConfig(config: Config): Config { return config }
