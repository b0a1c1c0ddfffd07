import { describe, expectTypeOf, test } from 'vitest'
import type {
  CACHE_OPERATION, DETERMINISTIC_NOTIFICATION, GL_NOTIFICATION_HANDLED, GLOBAL_NOTIFICATION, GLOBAL_NOTIFICATION_STATUS,
  GUID_IIS_ISAPI_TRACE_PROVIDER, HTTP_SERVER_INTERFACE_VERSION, HTTP_TRACE_LEVEL, HTTP_TRACE_LEVEL_END, HTTP_TRACE_TYPE, IDLE_TIMEOUT,
  MODULE_REGISTERMODULE, NON_DETERMINISTIC_NOTIFICATION, PRIORITY_ALIAS, PRIORITY_ALIAS_FIRST, REQUEST_NOTIFICATION,
  REQUEST_NOTIFICATION_STATUS, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_PENDING, RQ_SEND_RESPONSE,
  WPF_SETTINGS_BOOL_ENUM, WPF_SETTINGS_DWORD_ENUM, WPF_SETTINGS_HANDLE_ENUM, WPF_SETTINGS_STRING_ENUM, WPF_SETTINGS_ULONGLONG_ENUM
} from '@isapi-bridge/module-api'

describe('constants keep their literal types', () => {
  test('numbers and strings', () => {
    expectTypeOf<typeof RQ_BEGIN_REQUEST>().toEqualTypeOf<1>()
    expectTypeOf<typeof RQ_MAP_PATH>().toEqualTypeOf<0x8000_0000>()
    expectTypeOf<typeof RQ_NOTIFICATION_PENDING>().toEqualTypeOf<1>()
    expectTypeOf<typeof GL_NOTIFICATION_HANDLED>().toEqualTypeOf<1>()
    expectTypeOf<typeof PRIORITY_ALIAS_FIRST>().toEqualTypeOf<'FIRST'>()
    expectTypeOf<typeof MODULE_REGISTERMODULE>().toEqualTypeOf<'RegisterModule'>()
    expectTypeOf<typeof HTTP_TRACE_LEVEL_END>().toEqualTypeOf<7>()
    expectTypeOf<typeof IDLE_TIMEOUT>().toEqualTypeOf<3>()
    expectTypeOf<typeof GUID_IIS_ISAPI_TRACE_PROVIDER>().toEqualTypeOf<'{A1C2040E-8840-4C31-BA11-9871031A19EA}'>()
  })
})

describe('types are unions of the constants', () => {
  test('notifications', () => {
    expectTypeOf<DETERMINISTIC_NOTIFICATION>().toEqualTypeOf<1 | 2 | 4 | 8 | 16 | 32 | 64 | 128 | 256 | 512 | 1024 | 2048>()
    expectTypeOf<NON_DETERMINISTIC_NOTIFICATION>().toEqualTypeOf<0x0800_0000 | 0x1000_0000 | 0x2000_0000 | 0x4000_0000 | 0x8000_0000>()
    expectTypeOf<REQUEST_NOTIFICATION>().toEqualTypeOf<DETERMINISTIC_NOTIFICATION | NON_DETERMINISTIC_NOTIFICATION>()
    expectTypeOf<typeof RQ_END_REQUEST>().toExtend<DETERMINISTIC_NOTIFICATION>()
    expectTypeOf<typeof RQ_SEND_RESPONSE>().not.toExtend<DETERMINISTIC_NOTIFICATION>()
    expectTypeOf<0x2 | 0x2_0000>().toExtend<GLOBAL_NOTIFICATION>()
    expectTypeOf<0x8>().not.toExtend<GLOBAL_NOTIFICATION>()
  })

  test('statuses', () => {
    expectTypeOf<REQUEST_NOTIFICATION_STATUS>().toEqualTypeOf<0 | 1 | 2>()
    expectTypeOf<GLOBAL_NOTIFICATION_STATUS>().toEqualTypeOf<0 | 1>()
  })

  test('the rest', () => {
    expectTypeOf<PRIORITY_ALIAS>().toEqualTypeOf<'FIRST' | 'HIGH' | 'MEDIUM' | 'LOW' | 'LAST'>()
    expectTypeOf<CACHE_OPERATION>().toEqualTypeOf<0 | 1 | 2 | 3 | 4>()
    expectTypeOf<HTTP_SERVER_INTERFACE_VERSION>().toEqualTypeOf<0 | 1>()
    expectTypeOf<HTTP_TRACE_LEVEL>().toEqualTypeOf<1 | 2 | 3 | 4 | 5 | 6 | 7>()
    expectTypeOf<HTTP_TRACE_TYPE>().toEqualTypeOf<2 | 3 | 11 | 16 | 17 | 18 | 19 | 20 | 21 | 30 | 31 | 72>()
    expectTypeOf<WPF_SETTINGS_STRING_ENUM>().toEqualTypeOf<0 | 1 | 2 | 3 | 4 | 5>()
    expectTypeOf<WPF_SETTINGS_DWORD_ENUM>().toEqualTypeOf<1 | 2 | 3 | 4 | 5 | 6>()
    expectTypeOf<WPF_SETTINGS_ULONGLONG_ENUM>().toEqualTypeOf<0 | 1>()
    expectTypeOf<WPF_SETTINGS_BOOL_ENUM>().toEqualTypeOf<0 | 1>()
    expectTypeOf<WPF_SETTINGS_HANDLE_ENUM>().toEqualTypeOf<0>()
  })
})
