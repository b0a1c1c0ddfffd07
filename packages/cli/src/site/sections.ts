// The configuration files that modules read their sections from: what is named, and the web.config in the folder of each application.

import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ConfigurationFile, ConfigurationSources } from '@isapi-bridge/module-api'
import { XmlFile, type Element } from '../iis/xml-file.ts'
import type { SectionsSetup, SiteSetup } from '../setup.ts'

const APPHOST = 'MACHINE/WEBROOT/APPHOST'

/**
 * What `configuration` of a pipeline is.
 * @throws CliError a file that is named cannot be read
 */
export function sectionsOf({ file, schema }: SectionsSetup, site: SiteSetup): () => ConfigurationSources {
  const namedFiles = (): ConfigurationFile[] => (file === null ? [] : [named(file, site)])
  const schemas = (): Element[] => schema.map((path) => outermost(path, 'configSchema'))
  namedFiles()
  schemas()
  return () => ({ files: [...namedFiles(), ...webConfigs(site, file)], schemas: schemas() })
}

function outermost(path: string, name: string): Element {
  const { root } = new XmlFile(path)
  if (root.name !== name) throw root.error('is the outermost element', `There must be <${name}>.`)
  return root
}

/** An applicationHost.config is of the server, a web.config of the site. */
function named(path: string, site: SiteSetup): ConfigurationFile {
  const root = outermost(path, 'configuration')
  return { configPath: /^web\.config$/i.test(basename(path)) ? `${APPHOST}/${site.name}` : APPHOST, fileName: path, root }
}

function webConfigs(site: SiteSetup, known: string | null): ConfigurationFile[] {
  return site.applications.flatMap(({ path }): ConfigurationFile[] => {
    const folder = path === '/' ? site.root : site.virtualDirectories.find((directory) => directory.path === path)?.physicalPath ?? resolve(site.root, `.${path}`)
    const file = resolve(folder, 'web.config')
    if (file === known || !existsSync(file)) return []
    return [{ configPath: `${APPHOST}/${site.name}${path === '/' ? '' : path}`, fileName: file, root: outermost(file, 'configuration') }]
  })
}
