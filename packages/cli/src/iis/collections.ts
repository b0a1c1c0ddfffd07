// Collections of the IIS 7 configuration: what inner levels add to, remove from and clear of what outer ones have.

import type { Element } from './xml-file.ts'

/** One level of a section: the elements of it, in the order of the file. */
export interface Level {
  readonly element: Element
  /** Level of the configuration, by name: the server, a site, an application. */
  readonly scope: 'server' | 'site' | 'application'
}

export interface Member {
  readonly element: Element
  readonly scope: Level['scope']
}

/**
 * The members that count at the innermost level, in their order.
 * @param add name of the elements that are members
 * @param key attribute that tells them apart; case does not matter
 */
export function collect(levels: readonly Level[], add: string, key: string): Member[] {
  let members: Member[] = []
  const keyOf = (element: Element): string => (element.attribute(key) ?? '').toLowerCase()
  for (const { element: section, scope } of levels) {
    for (const element of section.children) {
      if (element.name === 'clear') members = [] // Fidelity: filter.iis.clear-and-remove
      else if (element.name === 'remove') {
        element.required(key)
        members = members.filter((member) => keyOf(member.element) !== keyOf(element))
      } else if (element.name === add) {
        element.required(key)
        const twin = members.find((member) => keyOf(member.element) === keyOf(element))
        if (twin !== undefined) throw element.error(`is there already (${twin.element.where})`, `Give it another \`${key}\`, or put <remove ${key}="${element.attribute(key)}" /> before it.`)
        members.push({ element, scope })
      }
    }
  }
  return members
}

/** The attribute of a section as the innermost level has it, with the element that says so. */
export function innermost(levels: readonly Level[], attribute: string): { readonly value: string; readonly element: Element } | null {
  const element = levels.findLast((level) => level.element.attribute(attribute) !== undefined)?.element
  const value = element?.attribute(attribute)
  return element === undefined || value === undefined ? null : { value, element }
}
