// What shadowing takes.

import { CompareError } from '../errors.ts'
import type { Side } from '../side.ts'

export interface ShadowOptions {
  /** The new stack. */
  readonly to: Side
  /** Share of the requests that it gets, from 0 to 1. Default 1. */
  readonly share?: number
  /** Requests that may wait for it; what comes then is left out and counted. Default 100. */
  readonly queue?: number
  /** Requests under way at a time. Default 2. */
  readonly concurrency?: number
  /** Milliseconds for one request. Default 5000. */
  readonly timeout?: number
  /** Requests that may change something (POST and the like) go along. Default false. */
  readonly allowWrites?: boolean
  /** Requests with Authorization, Proxy-Authorization or Cookie go along, with them. Default false: they are left out and counted. */
  readonly credentials?: boolean
  /** The new stack gets the Host of the client. Default true. */
  readonly keepHost?: boolean
  /** Bytes of a body that are kept and compared; a request with a longer one is left out. Default 256 Ki. */
  readonly bodyLimit?: number
  /** Rules as those of `compare`. */
  readonly ignore?: readonly string[]
  /** Certificates are not checked. Default false. */
  readonly insecure?: boolean
  /** Credentials stay in samples and reports. Default false: they are taken out. */
  readonly keepSecrets?: boolean
  /** Gets a sample of each cause, the first ten. Credentials are taken out. */
  readonly onSample?: (sample: ShadowSample) => void
  /** Gets a sentence when a cause is new, and at most once a minute how things stand. */
  readonly log?: (text: string) => void
}

/** One request that was answered otherwise. */
export interface ShadowSample {
  readonly type: 'shadow'
  readonly time: string
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly status: { readonly a: number; readonly b: number }
  readonly causes: readonly string[]
  readonly differences: readonly { readonly what: string; readonly a: string | null; readonly b: string | null }[]
}

export type ShadowSettings = Required<Omit<ShadowOptions, 'onSample'>> & Pick<ShadowOptions, 'onSample'>

const NUMBERS = { queue: 1, concurrency: 1, timeout: 1, bodyLimit: 0 } as const

/** @throws CompareError for a number that cannot be */
export function shadowSettings(options: ShadowOptions): ShadowSettings {
  const settings = {
    share: 1, queue: 100, concurrency: 2, timeout: 5000, allowWrites: false, credentials: false, keepHost: true, bodyLimit: 256 * 1024, ignore: [], insecure: false, keepSecrets: false, log: () => {},
    ...options
  }
  if (!(settings.share >= 0 && settings.share <= 1)) throw new CompareError('ERR_COMPARE_SHADOW', '`share` must be a number from 0 to 1.')
  for (const [name, least] of Object.entries(NUMBERS)) {
    const value = settings[name as keyof typeof NUMBERS] // the keys of the table
    if (!Number.isSafeInteger(value) || value < least) throw new CompareError('ERR_COMPARE_SHADOW', `\`${name}\` must be a whole number, ${least} or more.`)
  }
  return settings
}
