import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import {
  ANONYMOUS_USER_TOKEN, APP_HOST_FILE_NAME, APP_POOL_NAME, CLR_CONFIG_FILE_NAME, CLR_VERSION, CLR_VERSION_PATH, ENABLED_CENTRAL_BINARY_LOGGING,
  ENABLED_HOSTABLE_WEB_CORE, IDLE_TIMEOUT, IDLE_TIMEOUT_ACTION, MANAGED_PIPELINE_MODE, PERIODIC_RESTART_PRIVATE_MEMORY, PERIODIC_RESTART_REQUESTS,
  PERIODIC_RESTART_TIME, PERIODIC_RESTART_VIRTUAL_MEMORY, ROOT_WEB_CONFIG_FILE_NAME, THREAD_AFFINITY_POLICY
} from '../wpf-constants.ts'
import type { IWpfSettings } from '../wpf-settings.ts'

const NO_SUCH_SETTING = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

// TABLES: the settings by id.
const NUMBERS: ReadonlyMap<number, number> = new Map([
  [PERIODIC_RESTART_REQUESTS, 0],
  [PERIODIC_RESTART_TIME, 0],
  [IDLE_TIMEOUT, 0],
  [MANAGED_PIPELINE_MODE, 0], // integrated
  [THREAD_AFFINITY_POLICY, 0],
  [IDLE_TIMEOUT_ACTION, 0]
])
const LARGE_NUMBERS: ReadonlyMap<number, bigint> = new Map([
  [PERIODIC_RESTART_VIRTUAL_MEMORY, 0n],
  [PERIODIC_RESTART_PRIVATE_MEMORY, 0n]
])
const TEXTS: ReadonlyMap<number, string> = new Map([
  [CLR_VERSION, ''],
  [APP_HOST_FILE_NAME, ''],
  [ROOT_WEB_CONFIG_FILE_NAME, ''],
  [CLR_CONFIG_FILE_NAME, ''],
  [CLR_VERSION_PATH, '']
])
const SWITCHES: ReadonlyMap<number, boolean> = new Map([
  [ENABLED_CENTRAL_BINARY_LOGGING, false],
  [ENABLED_HOSTABLE_WEB_CORE, true] // the server runs inside a program of its user
])

export class WorkerSettings implements IWpfSettings {
  readonly #appPoolName: string

  constructor(appPoolName: string) {
    this.#appPoolName = appPoolName
  }

  GetDwordProperty(SettingId: number): { readonly hr: HRESULT; readonly value: number } {
    const value = NUMBERS.get(SettingId)
    return value === undefined ? { hr: NO_SUCH_SETTING, value: 0 } : { hr: S_OK, value }
  }

  GetUlonglongProperty(SettingId: number): bigint | HRESULT { return LARGE_NUMBERS.get(SettingId) ?? NO_SUCH_SETTING }
  GetStringProperty(SettingId: number): string | HRESULT { return SettingId === APP_POOL_NAME ? this.#appPoolName : TEXTS.get(SettingId) ?? NO_SUCH_SETTING }
  GetBoolProperty(SettingId: number): boolean | HRESULT { return SWITCHES.get(SettingId) ?? NO_SUCH_SETTING }
  GetHandleProperty(SettingId: number): HRESULT { return SettingId === ANONYMOUS_USER_TOKEN ? HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) : NO_SUCH_SETTING }
}
