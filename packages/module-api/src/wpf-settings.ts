// Mirrors wpframework.h: the settings of the worker process.

import type { HRESULT } from '@isapi-bridge/win32'
import type {
  WPF_SETTINGS_BOOL_ENUM, WPF_SETTINGS_DWORD_ENUM, WPF_SETTINGS_HANDLE_ENUM, WPF_SETTINGS_STRING_ENUM, WPF_SETTINGS_ULONGLONG_ENUM
} from './wpf-constants.ts'

/** Settings of the process and its application pool. ERROR_INVALID_PARAMETER for an id that the method does not know. [iwpfsettings-interface] */
export interface IWpfSettings {
  /** Zero for what does not exist here: nothing recycles or ends the process. */
  GetDwordProperty(SettingId: WPF_SETTINGS_DWORD_ENUM): { readonly hr: HRESULT; readonly value: number }
  GetUlonglongProperty(SettingId: WPF_SETTINGS_ULONGLONG_ENUM): bigint | HRESULT
  /** Empty for what does not exist here: there is no common language runtime, and no configuration file. */
  GetStringProperty(SettingId: WPF_SETTINGS_STRING_ENUM): string | HRESULT
  GetBoolProperty(SettingId: WPF_SETTINGS_BOOL_ENUM): boolean | HRESULT
  /** ERROR_NOT_SUPPORTED: there are no tokens. */
  GetHandleProperty(SettingId: WPF_SETTINGS_HANDLE_ENUM): HRESULT
}
