// IAppHost… objects over what has been merged. They never change, so all who ask share them.

import { ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import type {
  IAppHostChildElementCollection, IAppHostElement, IAppHostElementCollection, IAppHostProperty, IAppHostPropertyCollection, VARIANT
} from '../../app-host.ts'
import { RESERVED, type MergedElement, type MergedProperty } from './merge.ts'
import { bool, bstr, ulong } from './values.ts'

const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
const NOT_FOUND = HRESULT_FROM_WIN32(ERROR_INVALID_INDEX)
export const NOT_SUPPORTED: HRESULT = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)

/** Things with names, in their order: case of a name matters, as in the files. */
class Named<T extends { get_Name(): string }> {
  readonly #all: readonly T[]
  constructor(all: readonly T[]) { this.#all = all }

  get_Count(): number { return this.#all.length }

  get_Item(cIndex: number | string): T | HRESULT {
    if (typeof cIndex === 'string') return this.#all.find((one) => one.get_Name() === cIndex) ?? NOT_FOUND
    return Number.isInteger(cIndex) ? this.#all[cIndex] ?? NOT_FOUND : INVALID
  }
}

class ElementCollection implements IAppHostElementCollection {
  readonly #members: readonly AppHostElement[]
  constructor(members: readonly AppHostElement[]) { this.#members = members }

  get_Count(): number { return this.#members.length }

  get_Item(cIndex: number | IAppHostElement): IAppHostElement | HRESULT {
    if (cIndex instanceof AppHostElement) return this.#members.find((member) => member === cIndex || (member.key !== '' && member.key === cIndex.key)) ?? NOT_FOUND
    return typeof cIndex === 'number' && Number.isInteger(cIndex) ? this.#members[cIndex] ?? NOT_FOUND : INVALID
  }
}

class AppHostProperty implements IAppHostProperty {
  readonly #merged: MergedProperty
  constructor(merged: MergedProperty) { this.#merged = merged }

  get_Name(): string { return this.#merged.name }
  get_Value(): VARIANT { return this.#merged.value }
  get_StringValue(): string { return this.#merged.text }
  get_Exception(): null { return null }

  GetMetadata(bstrMetadataType: string): VARIANT | HRESULT {
    const { from, text } = this.#merged
    switch (bstrMetadataType) {
      case 'isDefaultValue': return bool(from === 'schema')
      case 'isInheritedFromDefault': return bool(from === 'defaults')
      case 'isPropertyEncrypted': return bool(text.startsWith('[enc:'))
      case 'encryptionProvider': return bstr(/^\[enc:([^:]*):/.exec(text)?.[1] ?? '')
      case 'isLocked': return bool(false)
      default: return typeof bstrMetadataType === 'string' ? NOT_SUPPORTED : INVALID
    }
  }
}

export class AppHostElement implements IAppHostElement {
  readonly #merged: MergedElement
  #properties: Named<AppHostProperty> | null = null
  #children: Named<AppHostElement> | null = null
  #collection: ElementCollection | null = null

  constructor(merged: MergedElement) { this.#merged = merged }

  /** What tells it from other members of its collection; empty: nothing. */
  get key(): string { return this.#merged.key }

  get_Name(): string { return this.#merged.name }

  get_Collection(): IAppHostElementCollection | null {
    const { collection } = this.#merged
    return collection === null ? null : this.#collection ??= new ElementCollection(collection.map((member) => new AppHostElement(member)))
  }

  get_Properties(): IAppHostPropertyCollection { return this.#properties ??= new Named(this.#merged.properties.map((property) => new AppHostProperty(property))) }
  get_ChildElements(): IAppHostChildElementCollection | null { return this.#merged.children.length === 0 ? null : this.#below() }

  GetMetadata(bstrMetadataType: string): VARIANT | HRESULT {
    const { deepest } = this.#merged
    switch (bstrMetadataType) {
      case 'overrideMode': return bstr('Inherit')
      case 'effectiveOverrideMode': return bstr('Allow')
      case 'allowCommit': return bool(false)
      case 'deepestPathSet': return bstr(deepest?.source.configPath ?? '')
      case 'deepestFileNameSet': return bstr(deepest?.source.fileName ?? '')
      case 'deepestFileLineNumberSet': return ulong(deepest?.node.line ?? 0)
      case 'lockItem': return bool(deepest?.node.attributes['lockItem']?.toLowerCase() === 'true')
      default: return typeof bstrMetadataType !== 'string' ? INVALID : RESERVED.has(bstrMetadataType) ? bstr(deepest?.node.attributes[bstrMetadataType] ?? '') : NOT_SUPPORTED
    }
  }

  GetElementByName(bstrSubName: string): IAppHostElement | HRESULT { return typeof bstrSubName === 'string' ? this.#below().get_Item(bstrSubName) : INVALID }
  GetPropertyByName(bstrSubName: string): IAppHostProperty | HRESULT { return typeof bstrSubName === 'string' ? this.get_Properties().get_Item(bstrSubName) : INVALID }

  #below(): Named<AppHostElement> { return this.#children ??= new Named(this.#merged.children.map((child) => new AppHostElement(child))) }
}
