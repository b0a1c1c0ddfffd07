// TABLE: sections of system.webServer, and the options of the built-in module that does their work.

import type { BuiltInName } from '../site/built-in.ts'
import { collect, innermost, type Level } from './collections.ts'
import type { Element } from './xml-file.ts'

type Options = Record<string, unknown>
/** The options; null: the section switches the module off. */
type Reader = (levels: readonly Level[], path: string) => Options | null

function flag(levels: readonly Level[], name: string, byDefault: boolean): boolean {
  return innermost(levels, name)?.element.boolean(name, byDefault) ?? byDefault
}

/** The levels of a child section. */
function inside(levels: readonly Level[], name: string): Level[] {
  return levels.flatMap(({ element, scope }) => element.all(name).map((child): Level => ({ element: child, scope })))
}

function names(levels: readonly Level[], key: string): string[] { return collect(levels, 'add', key).map(({ element }) => element.required(key)) }

/** What is set, by name; what is not keeps the module's own default. */
function given(entries: Options): Options { return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) }

function allowed(levels: readonly Level[], child: string, key: string): Options | undefined {
  const lists = inside(levels, child)
  if (lists.length === 0) return undefined
  const members = collect(lists, 'add', key).map(({ element }) => ({ name: element.required(key), allow: element.boolean('allowed', true) }))
  return given({
    deny: members.filter(({ allow }) => !allow).map(({ name }) => name),
    allow: members.filter(({ allow }) => allow).map(({ name }) => name),
    allowUnlisted: flag(lists, 'allowUnlisted', true)
  })
}

function sizes(levels: readonly Level[], name: string): number | undefined { return innermost(inside(levels, 'requestLimits'), name)?.element.number(name) }

function requestFiltering(levels: readonly Level[]): Options {
  const headers = inside(inside(levels, 'requestLimits'), 'headerLimits')
  const hidden = inside(levels, 'hiddenSegments')
  const sequences = inside(levels, 'denyUrlSequences')
  const limits = collect(headers, 'add', 'header').map(({ element }) => [element.required('header'), element.number('sizeLimit') ?? 0] as const)
  return given({
    maxUrl: sizes(levels, 'maxUrl'), maxQueryString: sizes(levels, 'maxQueryString'), maxAllowedContentLength: sizes(levels, 'maxAllowedContentLength'),
    headerLimits: limits.length === 0 ? undefined : Object.fromEntries(limits),
    allowDoubleEscaping: innermost(levels, 'allowDoubleEscaping')?.element.boolean('allowDoubleEscaping', false),
    allowHighBitCharacters: innermost(levels, 'allowHighBitCharacters')?.element.boolean('allowHighBitCharacters', true),
    verbs: allowed(levels, 'verbs', 'verb'),
    fileExtensions: allowed(levels, 'fileExtensions', 'fileExtension'),
    hiddenSegments: hidden.length === 0 ? undefined : names(hidden, 'segment'),
    denyUrlSequences: sequences.length === 0 ? undefined : names(sequences, 'sequence')
  })
}

const REDIRECTS: Readonly<Record<string, number>> = { permanent: 301, found: 302, temporary: 307, permredirect: 308 }

function redirect(levels: readonly Level[], path: string): Options | null {
  if (!flag(levels, 'enabled', false)) return null
  const destination = innermost(levels, 'destination')
  const status = innermost(levels, 'httpResponseStatus')
  if (destination === null || destination.value === '') throw (levels.at(-1) as Level).element.error('is enabled and has no `destination`', 'Give it one, or set enabled="false".') // enabled was read from a level
  const number = status === null ? undefined : REDIRECTS[status.value.toLowerCase()]
  if (status !== null && number === undefined) throw status.element.error(`has \`httpResponseStatus="${status.value}"\``, 'It must be Permanent, Found, Temporary or PermRedirect.')
  return given({
    destination: destination.value, status: number, exactDestination: flag(levels, 'exactDestination', false), childOnly: flag(levels, 'childOnly', false),
    path: path === '/' ? undefined : path
  })
}

function split(element: Element, name: string): string[] | undefined {
  const list = (element.attribute(name) ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '')
  return list.length === 0 ? undefined : list
}

/** Rules of authorization have no name: what is inner comes first. */
function authorization(levels: readonly Level[]): Options | null {
  let rules: Options[] = []
  for (const { element: section } of levels) {
    let own: Options[] = []
    for (const element of section.children) {
      if (element.name === 'clear') [rules, own] = [[], []]
      else if (element.name === 'add') own.push(rule(element))
      else if (element.name === 'remove') {
        const gone = JSON.stringify(rule(element, ''))
        const stays = ({ access: _access, ...who }: Options): boolean => JSON.stringify(who) !== gone
        rules = rules.filter(stays)
        own = own.filter(stays)
      }
    }
    rules = [...own, ...rules]
  }
  return rules.length === 0 ? null : { rules }
}

function rule(element: Element, type: string = element.required('accessType')): Options {
  const access = type.toLowerCase()
  if (type !== '' && access !== 'allow' && access !== 'deny') throw element.error(`has \`accessType="${type}"\``, 'It must be Allow or Deny.')
  return given({ access: type === '' ? undefined : access, users: split(element, 'users'), roles: split(element, 'roles'), verbs: split(element, 'verbs') })
}

const READERS: Readonly<Partial<Record<BuiltInName, Reader>>> = {
  DefaultDocumentModule: (levels) => {
    const files = inside(levels, 'files')
    return flag(levels, 'enabled', true) ? given({ files: files.length === 0 ? undefined : names(files, 'value') }) : null
  },
  DirectoryListingModule: (levels) => ({ enabled: flag(levels, 'enabled', false) }),
  HttpRedirectionModule: redirect,
  CustomErrorModule: (levels) => given({ errorMode: innermost(levels, 'errorMode')?.value ?? 'DetailedLocalOnly', existingResponse: innermost(levels, 'existingResponse')?.value }),
  RequestFilteringModule: requestFiltering,
  UrlAuthorizationModule: authorization,
  AnonymousAuthenticationModule: (levels) => (flag(levels, 'enabled', true) ? {} : null)
}

/** Options of a built-in module as the levels of its section say. */
export function settingsOf(name: BuiltInName, levels: readonly Level[], path: string): Options | null {
  const read = READERS[name]
  return read === undefined ? {} : read(levels, path)
}
