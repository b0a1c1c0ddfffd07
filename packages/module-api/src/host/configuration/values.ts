// TABLE: types of attributes, and what their texts mean.

import { VT_BOOL, VT_BSTR, VT_I4, VT_I8, VT_UI4, VT_UI8, type VARIANT } from '../../app-host.ts'
import type { AttributeSchema } from './schema.ts'

const TICKS = 10_000_000n

function whole(text: string, low: bigint, high: bigint): bigint | null {
  if (!/^\s*(?:-?\d+|0x[0-9a-f]+)\s*$/i.test(text)) return null
  const value = BigInt(text.trim())
  return value >= low && value <= high ? value : null
}

/** `[d.]hh:mm:ss`, or a number of seconds or minutes. */
function timeSpan(text: string, unit: AttributeSchema['timeSpanFormat']): bigint | null {
  if (unit !== 'string') {
    const count = whole(text, 0n, 0xFFFF_FFFFn)
    return count === null ? null : count * (unit === 'minutes' ? 60n : 1n) * TICKS
  }
  const [, days = '0', hours = '', minutes = '', seconds = '', fraction = ''] = /^\s*(?:(\d+)[.:])?(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,7}))?\s*$/.exec(text) ?? []
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  return (((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * TICKS + BigInt(fraction.padEnd(7, '0'))
}

function named(text: string, { values }: AttributeSchema): number | undefined { return values.find(({ name }) => name.toLowerCase() === text.trim().toLowerCase())?.value }

type Reader = (text: string, schema: AttributeSchema) => VARIANT | null
const long = (lVal: number): VARIANT => ({ vt: VT_I4, lVal: lVal | 0 })
export const bool = (boolVal: boolean): VARIANT => ({ vt: VT_BOOL, boolVal })
export const bstr = (bstrVal: string): VARIANT => ({ vt: VT_BSTR, bstrVal })
export const ulong = (ulVal: number): VARIANT => ({ vt: VT_UI4, ulVal })

/** The reading of a text, and what an attribute without text and default has. */
const TYPES: Readonly<Record<string, { readonly read: Reader; readonly empty: string }>> = {
  bool: { empty: 'false', read: (text) => (/^\s*(?:true|false)\s*$/i.test(text) ? bool(/true/i.test(text)) : null) },
  uint: { empty: '0', read(text, { allowInfinite }) {
    if (allowInfinite && /^\s*infinite\s*$/i.test(text)) return ulong(0xFFFF_FFFF)
    const value = whole(text, 0n, 0xFFFF_FFFFn)
    return value === null ? null : ulong(Number(value))
  } },
  int: { empty: '0', read(text) {
    const value = whole(text, -0x8000_0000n, 0x7FFF_FFFFn)
    return value === null ? null : long(Number(value))
  } },
  int64: { empty: '0', read(text) {
    const llVal = whole(text, -(1n << 63n), (1n << 63n) - 1n)
    return llVal === null ? null : { vt: VT_I8, llVal }
  } },
  timeSpan: { empty: '', read(text, { timeSpanFormat, allowInfinite }) {
    if (allowInfinite && /^\s*infinite\s*$/i.test(text)) return { vt: VT_UI8, ullVal: 0xFFFF_FFFF_FFFF_FFFFn }
    const ullVal = text === '' ? 0n : timeSpan(text, timeSpanFormat)
    return ullVal === null ? null : { vt: VT_UI8, ullVal }
  } },
  enum: { empty: '', read(text, schema) {
    const value = text === '' ? 0 : named(text, schema)
    return value === undefined ? null : long(value)
  } },
  flags: { empty: '', read(text, schema) {
    const values = text.split(',').filter((part) => part.trim() !== '').map((part) => named(part, schema))
    return values.includes(undefined) ? null : long(values.reduce<number>((all, value) => all | (value ?? 0), 0))
  } },
  string: { empty: '', read: bstr }
}

export function isType(name: string): boolean { return Object.hasOwn(TYPES, name) }

/** What a text is where no schema says so. */
export function guess(text: string): VARIANT {
  if (/^(?:true|false)$/i.test(text)) return bool(/true/i.test(text))
  const value = /^(?:0|-?[1-9]\d*)$/.test(text) ? whole(text, -0x8000_0000n, 0xFFFF_FFFFn) : null
  return value === null ? bstr(text) : value < 0n ? long(Number(value)) : ulong(Number(value))
}

const VALIDATORS: Readonly<Record<string, (value: VARIANT, parameter: string) => boolean>> = {
  nonEmptyString: (value) => value.vt !== VT_BSTR || value.bstrVal !== '',
  integerRange(value, parameter) {
    const number = value.vt === VT_UI4 ? value.ulVal : value.vt === VT_I4 ? value.lVal : null
    const [low = '', high = '', exclude = ''] = parameter.split(',')
    if (number === null) return true
    return (number >= Number(low) && number <= Number(high)) !== (exclude.trim() === 'exclude')
  }
}

/** The value of a text; null: the schema does not allow it. */
export function valueOf(text: string, schema: AttributeSchema): VARIANT | null {
  const value = TYPES[schema.type]?.read(text, schema) ?? null
  const validator = value === null ? undefined : VALIDATORS[schema.validationType]
  return value === null || validator?.(value, schema.validationParameter) === false ? null : value
}

/** What an attribute has that nobody has set. */
export function defaultOf(schema: AttributeSchema): { readonly text: string; readonly value: VARIANT } {
  const text = schema.defaultValue ?? TYPES[schema.type]?.empty ?? ''
  return { text, value: TYPES[schema.type]?.read(text, schema) ?? bstr(text) }
}

/** `%SystemDrive%` and the like, in any case. What is unknown stays. */
export function expand(text: string, environment: ReadonlyMap<string, string>): string {
  return text.replaceAll(/%([^%]+)%/g, (found, name: string) => environment.get(name.toLowerCase()) ?? found)
}
