import { E_INVALIDARG, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { HttpCachePolicyNocache, type HTTP_CACHE_POLICY, type IHttpCachePolicy2 } from '../http-cache-policy.ts'

const join = (list: string | null, more: string | null): string | null => (more === null ? list : list === null ? more : `${list},${more}`)

export class HttpCachePolicy implements IHttpCachePolicy2 {
  readonly #kernel: HTTP_CACHE_POLICY = { Policy: HttpCachePolicyNocache, SecondsToLive: 0 }
  readonly #user: HTTP_CACHE_POLICY = { Policy: HttpCachePolicyNocache, SecondsToLive: 0 }
  #headers: string | null = null
  #parameters: string | null = null
  #value: string | null = null
  #enabled = true
  #cached = false
  #invalidator = false
  #forced = false

  GetKernelCachePolicy(): HTTP_CACHE_POLICY { return this.#kernel }
  SetKernelCacheInvalidatorSet(): void { this.#invalidator = true }
  GetUserCachePolicy(): HTTP_CACHE_POLICY { return this.#user }

  AppendVaryByHeader(pszHeader: string | null): HRESULT {
    if (pszHeader !== null && typeof pszHeader !== 'string') return E_INVALIDARG
    this.#headers = join(this.#headers, pszHeader)
    return S_OK
  }

  GetVaryByHeaders(): string | null { return this.#headers }

  AppendVaryByQueryString(pszParam: string | null): HRESULT {
    if (pszParam !== null && typeof pszParam !== 'string') return E_INVALIDARG
    this.#parameters = join(this.#parameters, pszParam)
    return S_OK
  }

  GetVaryByQueryStrings(): string | null { return this.#parameters }

  SetVaryByValue(pszValue: string | null): HRESULT {
    if (typeof pszValue !== 'string') return E_INVALIDARG
    this.#value = pszValue
    return S_OK
  }

  GetVaryByValue(): string | null { return this.#value }
  IsUserCacheEnabled(): boolean { return this.#enabled }
  DisableUserCache(): void { this.#enabled = false }
  IsCached(): boolean { return this.#cached }
  SetIsCached(): void { this.#cached = true }
  GetKernelCacheInvalidatorSet(): boolean { return this.#invalidator }
  IsForceUpdateSet(): boolean { return this.#forced }
  SetForceUpdate(): void { this.#forced = true }
}
