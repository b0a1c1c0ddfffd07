// The levels of a section for one application: server, site, application; applicationHost.config with its <location> elements, then web.config.

import type { Level } from './collections.ts'
import type { Element, XmlFile } from './xml-file.ts'

/** One element `<system.webServer>` and where it counts. */
interface Source {
  /** `''`: the server; `Default Web Site`, `Default Web Site/shop`. */
  readonly path: string
  readonly server: Element
}

const SECTION_GROUP = 'system.webServer'

function comparable(path: string): string { return path.replaceAll(/[/\\]+/g, '/').replaceAll(/^\/|\/$/g, '').toLowerCase() }

function sourcesOf(file: XmlFile, base: string): Source[] {
  if (file.root.name !== 'configuration') throw file.root.error('is the outermost element', 'A configuration of IIS 7 has <configuration> there; a MetaBase.xml belongs into `iis.metabase`.')
  const below = (path: string): string => comparable(`${base}/${path === '.' ? '' : path}`)
  return [
    ...file.root.all(SECTION_GROUP).map((server) => ({ path: below(''), server })),
    ...file.root.all('location').flatMap((location) => location.all(SECTION_GROUP).map((server) => ({ path: below(location.attribute('path') ?? ''), server })))
  ]
}

function sectionsIn(element: Element): Element[] { return element.children.flatMap((child) => [child, ...sectionsIn(child)]) }

export class Configuration {
  readonly #sources: Source[] = []

  /** @param base the level of the file's own sections: `''`, a site, or a site with the path of an application */
  add(file: XmlFile, base: string): void { this.#sources.push(...sourcesOf(file, base)) }

  /**
   * The levels of a section, outermost first.
   * @param site name of the site
   * @param application `/` or a path
   */
  levels(section: readonly string[], site: string, application: string): Level[] {
    const inner = comparable(`${site}/${application}`)
    const outer = comparable(site)
    return this.#sources
      .filter(({ path }) => path === '' || path === inner || inner.startsWith(`${path}/`))
      .map((source, index) => ({ source, index }))
      // Fidelity: module.config.inherited — a longer path is an inner level; of one level, what was read later counts more.
      .sort((a, b) => a.source.path.length - b.source.path.length || a.index - b.index)
      .flatMap(({ source: { path, server } }) => server.all(...section).map((element): Level => ({ element, scope: path === '' ? 'server' : path === outer ? 'site' : 'application' })))
  }

  /** Sections whose content is elsewhere. */
  elsewhere(): Element[] {
    return this.#sources.flatMap(({ server }) => sectionsIn(server)).filter((element) => element.attribute('configSource') !== undefined || element.attribute('configProtectionProvider') !== undefined)
  }

  /** Sections of paths below a site that are no application of it. */
  strayPaths(site: string, applications: readonly string[]): { readonly path: string; readonly element: Element }[] {
    const outer = comparable(site)
    const known = applications.map((path) => comparable(`${site}/${path}`))
    return this.#sources.filter(({ path }) => path.startsWith(`${outer}/`) && !known.includes(path)).map(({ path, server }) => ({ path, element: server }))
  }
}
