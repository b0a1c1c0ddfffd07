// TABLE: the keys of a configuration and what they must be. The JSON schema that is published comes from here.

import { PROFILE_NAMES, PROFILES, profileValuesOf, type ProfileName, type ProfileRow } from '@isapi-bridge/bridge'
import { z } from 'zod'
import { BUILT_IN_NAMES } from '../site/built-in.ts'
import type { Config } from './config.ts'

const text = z.string().min(1)
const file = text.describe('A file; relative paths start at the folder of the configuration.')
const folder = text.describe('A folder; relative paths start at the folder of the configuration.')
const size = z.int().min(0)
const time = z.int().min(1).max(0x7fff_ffff)
const port = z.int().min(0).max(65_535)
const urlPath = z.string().regex(/^\/[^?#\\]*$/, 'it must be a URL path that begins with /')
const profile = z.enum(PROFILE_NAMES as [ProfileName, ...ProfileName[]]).describe('The server whose manners filters find. Default iis6.') // four names
const overrideOf = (row: ProfileRow): z.ZodType => {
  const values = profileValuesOf(row)
  if (values === 'boolean') return z.boolean()
  if (values === 'DWORD') return z.int().min(0).max(0xffff_ffff)
  return values instanceof RegExp ? z.string().regex(values, 'it must be name/version') : z.enum(values)
}
const overrides = z.strictObject(Object.fromEntries(PROFILES.map((row) => [row.name, overrideOf(row).optional()]))).describe('Single rows of the profile, see docs/profiles.md.')
const code = z.custom((value) => typeof value === 'function' || (typeof value === 'object' && value !== null), 'it must be the exported thing itself, in a .ts or .js configuration; a path goes into `file`')
const preCondition = z.string().describe('Conditions with commas between them, such as bitness64.')
const one = <T extends z.ZodType>(schema: T, a: string, b: string): T => schema.refine((value) => Object.hasOwn(value as object, a) !== Object.hasOwn(value as object, b), `it must have \`${a}\` or \`${b}\`, not both`)

/** Of what `isapi-bridge compile` has made, filter or module. */
const guest = {
  drive: z.record(z.string().regex(/^[Cc]:[\\/]/, 'a key must be a path on C:'), z.union([folder, z.strictObject({ folder, writable: z.boolean().optional() })])).optional().describe('Folders of the drive of a compiled filter or module, by their path there; read-only unless writable is true.'),
  registry: z.union([file, z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])))]).optional().describe('Registry of a compiled filter or module, or a JSON file that holds it.'),
  environment: z.record(z.string(), z.string()).optional().describe('Environment variables of a compiled filter or module.'),
  limits: z.strictObject({
    memory: z.int().min(1).optional().describe('Bytes of memory. Default 256 MiB.'),
    time: time.optional().describe('Milliseconds that one call may last. Default: no limit.'),
    rapidFail: z.strictObject({ faults: size, minutes: z.number().positive() }).optional().describe('Breakdowns within minutes that disable it; 0: never. Default 5 within 5.')
  }).optional().describe('What a compiled filter or module may take.')
}
const filter = z.union([file, one(z.strictObject({
  name: text.optional(), file: file.optional(), filter: code.optional(), enabled: z.boolean().optional(), profile: profile.optional(), overrides: overrides.optional(),
  memoryLimit: size.optional().describe('Bytes that AllocMem gives on one connection. Default 64 MiB.'),
  ...guest,
  pageHeap: z.boolean().optional().describe('Page-heap mode: who damages a block of AllocMem is reported with the stack. Slow, for debugging only. Default false.'),
  preCondition: preCondition.optional()
}), 'file', 'filter')])
const module = z.union([file, one(z.strictObject({ name: text.optional(), file: file.optional(), module: code.optional(), ...guest, preCondition: preCondition.optional() }), 'file', 'module')])
const tls = z.strictObject({ cert: file, key: file, passphrase: z.string().optional() })
const binding = z.union([port, text, z.strictObject({ address: text.optional(), port, host: text.optional(), tls: tls.optional() })])
  .describe('A port, or as IIS writes it address:port:host name, or an object.')
const builtIn = z.strictObject(Object.fromEntries(BUILT_IN_NAMES.map((name) => [name, z.union([z.boolean(), z.record(z.string(), z.unknown())]).optional()])))
  .describe('Built-in modules: false leaves one out, options set it up.')
const map = <T extends z.ZodType>(value: T): z.ZodRecord<z.ZodString, T> => z.record(z.string(), value)
const implementation = z.union([file, z.literal(false)])

const stack = {
  modules: z.array(module).optional().describe('Modules of yours, behind the filters.'),
  removeModules: z.array(text).optional().describe('Modules of what is around that do not run here.'),
  builtIn: builtIn.optional(),
  handlers: z.array(map(z.unknown())).optional().describe('Handler mappings, as in <handlers>.'),
  logDir: folder.optional().describe('Folder of the W3C log. Default: no log.')
}
const application = z.strictObject({ path: urlPath, root: folder.optional(), ...stack })
const site = z.strictObject({
  id: z.int().min(1).optional().describe('Number of the site: INSTANCE_ID.'),
  name: text.optional(),
  bindings: z.array(binding).min(1).optional(),
  root: folder,
  virtualDirectories: z.record(urlPath, folder).optional().describe('URL paths that map into other folders.'),
  filterRoots: z.array(folder).optional().describe('Further folders that URLs may be mapped into.'),
  filters: z.array(filter).optional().describe('Filters of this site, loaded with its first request.'),
  applications: z.array(application).optional(),
  ...stack
})
const iis = z.strictObject({
  applicationHost: file.optional(), webConfig: file.optional(), metabase: file.optional(),
  registry: file.optional().describe('A .reg file with the value "Filter DLLs".'),
  filters: map(implementation).optional().describe('Name of a filter: the file that implements it, or false to leave it out.'),
  modules: map(implementation).optional().describe('Name of a module: the file that implements it, or false to leave it out.'),
  paths: map(folder).optional().describe('Folders of these files, and where they are here.'),
  ports: z.record(z.string().regex(/^\d{1,5}$/, 'a key must be a port'), port).optional().describe('Ports of these files, and those to listen on here.'),
  tls: map(tls).optional().describe('Certificates for https bindings, by site name.'),
  sites: z.array(text).optional().describe('Names of the sites to serve. Default: all.')
})
const limits = z.strictObject({
  handlerTimeout: time.optional(), uploadReadAheadSize: size.optional(), entityBufferLimit: size.optional(), bodyLimit: z.int().min(1).optional(),
  keepAliveTimeout: time.optional(), requestTimeout: time.optional(), maxConnections: z.int().min(1).optional(), netSessionIdleTimeout: time.optional(),
  netSessionLimit: z.int().min(1).optional()
})

const netSession = z.custom((value) => value === 'connection' || value === 'request' || typeof value === 'function', 'it must be connection or request, or in a .ts or .js configuration a function that gives the key of a request')
  .meta({ type: 'string', enum: ['connection', 'request'], description: 'What filters know as a net session. Behind a proxy that pools its connections: request. Default connection.' })
const rule = z.strictObject({
  path: text.optional().describe('Pattern of the URL path, * stands for any characters. Default *.'),
  statusCodes: text.optional().describe('Such as 200-399,404.2.'),
  timeTaken: z.number().min(0).optional().describe('Milliseconds.'),
  verbosity: z.enum(['Ignore', 'CriticalError', 'Error', 'Warning']).optional(),
  areas: size.optional(), traceVerbosity: z.int().min(0).max(5).optional()
})
const trace = z.strictObject({
  record: file.optional().describe('Gets each request as a line of NDJSON.'),
  maxBytes: z.int().min(1).optional(), maxFiles: z.int().min(1).optional(), limit: z.int().min(1).optional(), bodies: size.optional(), skipped: z.boolean().optional(),
  rules: z.array(rule).optional().describe('Which requests have failed, as in Failed Request Tracing.'), keep: z.enum(['all', 'failed']).optional(),
  redact: z.union([z.literal(false), z.strictObject({ names: z.array(text).optional() })]).optional().describe('Further names whose values are taken out; false: credentials stay.'),
  failedRequests: z.strictObject({ enabled: z.boolean().optional(), directory: folder, maxLogFiles: z.int().min(1).optional(), maxLogFileSizeKB: z.int().min(1).optional() }).optional()
}).describe('What is recorded, see docs/tracing.md.')

const sections = z.strictObject({
  file: file.optional().describe('An applicationHost.config, whose sections count for all sites, or a web.config of the one site. Default: the file of `iis`.'),
  schema: z.union([file, z.array(file)]).optional().describe('Schema files of sections, as a module brings them.')
}).describe('Where modules find their configuration sections, beside the web.config in the folder of each application.')

const shadow = z.strictObject({
  to: text.describe('The new stack: a configuration, or the URL of a server that runs.'),
  share: z.number().min(0).max(1).optional().describe('Share of the requests, from 0 to 1. Default 1.'),
  queue: z.int().min(1).optional(), concurrency: z.int().min(1).optional(), timeout: time.optional(),
  allowWrites: z.boolean().optional().describe('Requests that may change something go along. Default false.'),
  credentials: z.boolean().optional().describe('Requests with credentials or cookies go along, with them. Default false.'),
  keepHost: z.boolean().optional(), bodyLimit: size.optional(), ignore: z.array(text).optional(), insecure: z.boolean().optional(),
  samples: file.optional().describe('Gets requests that are answered otherwise, as lines of NDJSON.'), maxBytes: z.int().min(1).optional(),
  report: file.optional().describe('Gets the report when the server ends.')
}).describe('Another stack that gets a copy of what this one has answered, see docs/shadowing.md.')

const schema = z.strictObject({
  $schema: z.string().optional(),
  profile: profile.optional(),
  filters: z.array(filter).optional().describe('Global filters, in load order.'),
  host: text.optional().describe('Address of the one site. Default 127.0.0.1.'),
  port: port.optional().describe('Port of the one site. Default 8080.'),
  tls: tls.optional(),
  root: folder.optional().describe('Folder of the one site.'),
  sites: z.array(site).min(1).optional(),
  iis: iis.optional(),
  appPoolName: text.optional(),
  sections: sections.optional(),
  trustProxy: z.union([z.boolean(), z.string(), z.array(z.string())]).optional().describe('Whom X-Forwarded-* is believed. Default: nobody.'),
  netSession: netSession.optional(),
  limits: limits.optional(),
  trace: trace.optional(),
  shadow: shadow.optional(),
  ...stack
})

/** One thing that is wrong, at one key. */
export interface SchemaProblem {
  /** `sites[0].bindings[1].port`; empty for the whole. */
  readonly key: string
  readonly what: string
}

/** The configuration, or what is wrong with it. */
export function checkConfig(value: unknown): { readonly config: Config } | { readonly problems: readonly SchemaProblem[] } {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return { config: value as Config } // the schema has checked it, and changes nothing
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, [])) }
}

type Issue = z.core.$ZodIssue

function problemsOf(issue: Issue, around: readonly PropertyKey[]): SchemaProblem[] {
  const path = [...around, ...issue.path]
  const key = toKey(path)
  switch (issue.code) {
    case 'unrecognized_keys': return issue.keys.map((name) => ({ key: toKey([...path, name]), what: 'does not exist' }))
    case 'invalid_union': return bestBranch(issue.errors)?.flatMap((inner) => problemsOf(inner, path)) ?? [{ key, what: `is ${show(issue.input)}; it must be ${issue.errors.flatMap((branch) => branch.map(wanted)).join(', or ')}` }]
    case 'invalid_key': return issue.issues.map((inner) => ({ key, what: wanted(inner) }))
    case 'custom': return [{ key, what: issue.message }]
    default: return issue.input === undefined ? [{ key, what: `is missing; it must be ${wanted(issue)}` }] : [{ key, what: issue.code === 'invalid_format' && 'pattern' in issue ? `is ${show(issue.input)}; ${issue.message}` : `is ${show(issue.input)}; it must be ${wanted(issue)}` }]
  }
}

/** The alternative that was meant: the one that fails further inside. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((branch) => branch.some((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'custom'))
}

const TYPES: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', object: 'an object', record: 'an object', array: 'a list' }

function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type': return TYPES[issue.expected] ?? issue.expected
    case 'invalid_value': return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`
    case 'too_small': return issue.origin === 'string' ? 'a text that is not empty' : issue.origin === 'array' ? 'a list with an entry' : `at least ${issue.minimum}`
    case 'too_big': return `at most ${issue.maximum}`
    default: return issue.message
  }
}

function toKey(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : /^[\w$]+$/.test(String(part)) ? `${index === 0 ? '' : '.'}${String(part)}` : `[${JSON.stringify(part)}]`)).join('')
}

function show(value: unknown): string {
  const shown = typeof value === 'function' ? 'a function' : JSON.stringify(value) ?? String(value)
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown
}

/** The JSON schema of configurations. */
export function jsonSchema(): Record<string, unknown> {
  return { title: 'isapi-bridge.config', ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }
}
