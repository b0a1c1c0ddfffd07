// TABLE: the built-in modules in the order in which they stand in a list that does not say otherwise.

import { resolve } from 'node:path'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import {
  AnonymousAuthenticationModule, BasicAuthenticationModule, CustomErrorModule, DefaultDocumentModule, DirectoryListingModule, htpasswdFile, HttpLoggingModule,
  HttpRedirectionModule, RequestFilteringModule, StaticFileModule, UrlAuthorizationModule
} from '@isapi-bridge/module-api/modules'

export type BuiltInName =
  | 'RequestFilteringModule' | 'BasicAuthenticationModule' | 'AnonymousAuthenticationModule' | 'UrlAuthorizationModule' | 'HttpRedirectionModule' | 'StaticFileModule'
  | 'DefaultDocumentModule' | 'DirectoryListingModule' | 'CustomErrorModule' | 'HttpLoggingModule'

export interface BuiltInRow {
  readonly name: BuiltInName
  /** Ahead of filters and modules of yours, or behind them. */
  readonly place: 'ahead' | 'behind'
  /** What it runs with when nobody says anything; null: it does not. */
  readonly byDefault: Readonly<Record<string, unknown>> | null
  /** Options without which it has nothing to do. */
  readonly needs: string
  /** Checks its options itself. */
  readonly make: (options: never) => ModuleEntry
}

/** All of them. */
export const BUILT_INS: readonly BuiltInRow[] = [
  { name: 'RequestFilteringModule',        place: 'ahead',  byDefault: {},                                 needs: '',                               make: RequestFilteringModule },
  { name: 'BasicAuthenticationModule',     place: 'behind', byDefault: null,                               needs: '`realm` and `htpasswd`, a file', make: BasicAuthenticationModule },
  { name: 'AnonymousAuthenticationModule', place: 'behind', byDefault: {},                                 needs: '',                               make: AnonymousAuthenticationModule },
  { name: 'UrlAuthorizationModule',        place: 'behind', byDefault: null,                               needs: '`rules`',                        make: UrlAuthorizationModule },
  { name: 'HttpRedirectionModule',         place: 'behind', byDefault: null,                               needs: '`destination`',                  make: HttpRedirectionModule },
  { name: 'StaticFileModule',              place: 'behind', byDefault: {},                                 needs: '',                               make: StaticFileModule },
  { name: 'DefaultDocumentModule',         place: 'behind', byDefault: {},                                 needs: '',                               make: DefaultDocumentModule },
  { name: 'DirectoryListingModule',        place: 'behind', byDefault: {},                                 needs: '',                               make: DirectoryListingModule },
  { name: 'CustomErrorModule',             place: 'behind', byDefault: { errorMode: 'DetailedLocalOnly' }, needs: '',                               make: CustomErrorModule },
  { name: 'HttpLoggingModule',             place: 'behind', byDefault: null,                               needs: '`directory`, a folder',          make: HttpLoggingModule }
]

export const BUILT_IN_NAMES: readonly BuiltInName[] = BUILT_INS.map(({ name }) => name)

export function isBuiltIn(name: string): name is BuiltInName { return BUILT_IN_NAMES.some((known) => known === name) }

/** TABLE: options that name files or folders, which a configuration gives relative to itself. */
const PATH_OPTIONS: readonly string[] = ['directory', 'htpasswd']

/** Options whose paths are absolute. */
export function resolveOptions(options: Readonly<Record<string, unknown>>, base: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, PATH_OPTIONS.includes(key) && typeof value === 'string' ? resolve(base, value) : value]))
}

/** The entry of a built-in module. Throws what the module says about its options. */
export function builtInEntry(name: BuiltInName, options: Readonly<Record<string, unknown>>): ModuleEntry {
  const row = BUILT_INS.find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`There is no ${name}.`)
  const { htpasswd, ...rest } = options
  const given = typeof htpasswd === 'string' ? { ...rest, logon: htpasswdFile(htpasswd) } : options
  return row.make(given as never) // the module checks what it gets
}
