// Mirrors ahadmin.h, as far as a module reads its configuration: the merged section of a path, with properties, child elements and a collection. Nothing of it can
// be changed here, and of what describes schemas, methods and files there is nothing.

import type { HRESULT } from '@isapi-bridge/win32'

/** 0. [MCIISA] */
export const VT_EMPTY = 0
/** 3: `lVal`. */
export const VT_I4 = 3
/** 8: `bstrVal`. */
export const VT_BSTR = 8
/** 11: `boolVal`. */
export const VT_BOOL = 11
/** 19: `ulVal`. */
export const VT_UI4 = 19
/** 20: `llVal`. */
export const VT_I8 = 20
/** 21: `ullVal`. */
export const VT_UI8 = 21

/** A value with its type: those that a property can have. */
export type VARIANT =
  | { readonly vt: typeof VT_BOOL; readonly boolVal: boolean }
  | { readonly vt: typeof VT_I4; readonly lVal: number }
  | { readonly vt: typeof VT_UI4; readonly ulVal: number }
  | { readonly vt: typeof VT_I8; readonly llVal: bigint }
  | { readonly vt: typeof VT_UI8; readonly ullVal: bigint }
  | { readonly vt: typeof VT_BSTR; readonly bstrVal: string }

/** The configuration system, read-only. [MCIISA] */
export interface IAppHostAdminManager {
  /**
   * The section as it counts at a path: what outer levels say, with what inner ones add.
   * ERROR_INVALID_PARAMETER: no text. ERROR_PATH_NOT_FOUND: there is no such section. ERROR_FILE_NOT_FOUND: the path names no site. ERROR_INVALID_DATA: what the
   * files say is not what the schema allows, or a file cannot be read; the reason is reported.
   * @param bstrSectionName `system.webServer/defaultDocument`
   * @param bstrPath `MACHINE/WEBROOT/APPHOST/Default Web Site/shop`: what GetAppConfigPath and GetMetaPath give
   */
  GetAdminSection(bstrSectionName: string, bstrPath: string): IAppHostElement | HRESULT
  /** `availableSections`, and how the system reads, which cannot be changed. ERROR_NOT_SUPPORTED: no such name. */
  GetMetadata(bstrMetadataType: string): VARIANT | HRESULT
}

/** A section, an element below it or a member of a collection. It does not change when the configuration does. [MCIISA] */
export interface IAppHostElement {
  /** The name of a section without those of the groups around it. */
  get_Name(): string
  /** Null: this element has no collection. */
  get_Collection(): IAppHostElementCollection | null
  get_Properties(): IAppHostPropertyCollection
  /** Null: there are none. */
  get_ChildElements(): IAppHostChildElementCollection | null
  /** `overrideMode`, `deepestPathSet`, `lockItem` and so on. ERROR_NOT_SUPPORTED: no such name. */
  GetMetadata(bstrMetadataType: string): VARIANT | HRESULT
  /** ERROR_INVALID_INDEX: there is none of this name. */
  GetElementByName(bstrSubName: string): IAppHostElement | HRESULT
  /** ERROR_INVALID_INDEX: there is none of this name. */
  GetPropertyByName(bstrSubName: string): IAppHostProperty | HRESULT
}

/** Members of a collection, in their order. [MCIISA] */
export interface IAppHostElementCollection {
  get_Count(): number
  /** By its place, from 0; or the member with the keys of another element. ERROR_INVALID_INDEX: there is none. ERROR_INVALID_PARAMETER: neither. */
  get_Item(cIndex: number | IAppHostElement): IAppHostElement | HRESULT
}

/** Elements that have a name of their own each. [MCIISA] */
export interface IAppHostChildElementCollection {
  get_Count(): number
  /** By its place, from 0, or its name. ERROR_INVALID_INDEX: there is none. ERROR_INVALID_PARAMETER: neither. */
  get_Item(cIndex: number | string): IAppHostElement | HRESULT
}

/** Attributes of an element: all that its schema has, whether they are set or not. [MCIISA] */
export interface IAppHostPropertyCollection {
  get_Count(): number
  /** By its place, from 0, or its name. ERROR_INVALID_INDEX: there is none. ERROR_INVALID_PARAMETER: neither. */
  get_Item(cIndex: number | string): IAppHostProperty | HRESULT
}

/** One attribute. [MCIISA] */
export interface IAppHostProperty {
  get_Name(): string
  /** What is set, else the default: a bool is VT_BOOL, an int, enum or flags VT_I4, a uint VT_UI4, an int64 VT_I8, a timeSpan VT_UI8 in units of 100 ns, all else VT_BSTR. */
  get_Value(): VARIANT
  /** The text as the file has it. */
  get_StringValue(): string
  /** Null: the value is valid. A section with another has not been given out. */
  get_Exception(): null
  /** `isDefaultValue`, `isInheritedFromDefault`, `isPropertyEncrypted`, `encryptionProvider`, `isLocked`. ERROR_NOT_SUPPORTED: no such name. */
  GetMetadata(bstrMetadataType: string): VARIANT | HRESULT
}
