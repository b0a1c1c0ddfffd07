// What the configuration of a server consists of, and which parts of it count at a path.

/** An element of a configuration or schema file. */
export interface ConfigurationNode {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly ConfigurationNode[]
  /** For messages: `web.config:12`. */
  readonly where?: string
  /** Line of the file. */
  readonly line?: number
}

/** A configuration file at its level. */
export interface ConfigurationFile {
  /** `MACHINE/WEBROOT/APPHOST`, or that with a site, or with a site and a path of it. */
  readonly configPath: string
  /** What `deepestFileNameSet` tells. */
  readonly fileName?: string
  /** `<configuration>`. */
  readonly root: ConfigurationNode
}

/** Configuration files, and the schemas that say what their sections may contain. */
export interface ConfigurationSources {
  /** Outermost first. */
  readonly files: readonly ConfigurationFile[]
  /** `<configSchema>` elements. A section without a schema has the attributes that it is given, and their types are guessed from their texts. */
  readonly schemas?: readonly ConfigurationNode[]
}

/** A `<configuration>` or `<location>` and where it counts. */
export interface Source {
  readonly configPath: string
  readonly fileName: string
  readonly node: ConfigurationNode
  /** For comparing. */
  readonly key: string
  readonly index: number
}

/** An element as one of the levels has it. */
export interface LevelNode {
  readonly node: ConfigurationNode
  readonly source: Source
}

/** Above all sites. */
export const ROOTS: readonly string[] = ['machine', 'machine/webroot', 'machine/webroot/apphost']
const APPHOST = `${ROOTS.at(-1)}/`

/** A path with one kind of separator, and none at its ends. */
function plain(configPath: string): string { return configPath.replaceAll(/[/\\]+/g, '/').replaceAll(/^\/|\/$/g, '') }

/** A path in the form that is compared: no case, one kind of separator. */
export function comparable(configPath: string): string { return plain(configPath).toLowerCase() }

/** The innermost path with configuration of its own that a URL path of a site is under, in the spelling of the files; no further out than `application`. */
export function configuredPathOf(sources: readonly Source[], application: string, url: string): string {
  const deepest = sourcesAt(sources, comparable(url)).at(-1)
  if (deepest === undefined || !deepest.key.startsWith(`${comparable(application)}/`)) return application
  return `${application}${plain(deepest.configPath).slice(application.length)}`
}

/** The site of a path that names one. */
export function siteOf(key: string): string | null { return key.startsWith(APPHOST) ? key.slice(APPHOST.length).split('/')[0] ?? null : null }

export function sourcesOf(files: readonly ConfigurationFile[]): Source[] {
  const sources: Omit<Source, 'index'>[] = files.flatMap(({ configPath, fileName = '', root }) => {
    const locations = root.children.filter(({ name }) => name === 'location').map((node) => {
      const inner = node.attributes['path'] ?? ''
      const path = inner === '' || inner === '.' ? configPath : `${configPath}/${inner}`
      return { configPath: path, fileName, node, key: comparable(path) }
    })
    return [{ configPath, fileName, node: root, key: comparable(configPath) }, ...locations]
  })
  // Fidelity: module.config.inherited - a longer path is an inner level; of one level, what was read later counts more.
  return sources.map((source, index) => ({ ...source, index })).sort((a, b) => a.key.split('/').length - b.key.split('/').length || a.index - b.index)
}

/** Those that count at a path, outermost first. */
export function sourcesAt(sources: readonly Source[], key: string): Source[] { return sources.filter((source) => key === source.key || key.startsWith(`${source.key}/`)) }

/** The elements of a section. Names of groups and sections have dots, never slashes. */
export function sectionIn(source: Source, names: readonly string[]): LevelNode[] {
  let found: readonly ConfigurationNode[] = [source.node]
  for (const name of names) found = found.flatMap(({ children }) => children.filter((child) => child.name === name))
  return found.map((node) => ({ node, source }))
}
