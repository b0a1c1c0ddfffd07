// Mirrors httptrace.h, with the trace levels it builds on (evntrace.h) first.

// Levels 1 to 5: the severity of an event and the verbosity a consumer asks for.

/** 1: the process cannot go on. [evntrace.h] */
export const TRACE_LEVEL_CRITICAL = 1 as const
/** 1: the older name of TRACE_LEVEL_CRITICAL. [evntrace.h] */
export const TRACE_LEVEL_FATAL = 1 as const
/** 2: something failed. [evntrace.h] */
export const TRACE_LEVEL_ERROR = 2 as const
/** 3: something looks wrong. [evntrace.h] */
export const TRACE_LEVEL_WARNING = 3 as const
/** 4: something worth knowing; the default of QuickTrace. [evntrace.h] */
export const TRACE_LEVEL_INFORMATION = 4 as const
/** 5: every step. [evntrace.h] */
export const TRACE_LEVEL_VERBOSE = 5 as const

// enum HTTP_TRACE_TYPE: how the bytes of an event item are to be read. The values are those of VARIANT types.

/** 17: unsigned, 8 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_BYTE = 17 as const
/** 18: unsigned, 16 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_USHORT = 18 as const
/** 19: unsigned, 32 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_ULONG = 19 as const
/** 21: unsigned, 64 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_ULONGLONG = 21 as const
/** 16: signed, 8 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_CHAR = 16 as const
/** 2: signed, 16 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_SHORT = 2 as const
/** 3: signed, 32 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_LONG = 3 as const
/** 20: signed, 64 bits. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_LONGLONG = 20 as const
/** 31: UTF-16 text. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_LPCWSTR = 31 as const
/** 30: 8-bit text. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_LPCSTR = 30 as const
/** 72: a GUID. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_LPCGUID = 72 as const
/** 11: a truth value. [http-trace-type-enumeration] */
export const HTTP_TRACE_TYPE_BOOL = 11 as const

/** The type of an event item's data. [http-trace-type-enumeration] */
export type HTTP_TRACE_TYPE =
  | typeof HTTP_TRACE_TYPE_BYTE
  | typeof HTTP_TRACE_TYPE_USHORT
  | typeof HTTP_TRACE_TYPE_ULONG
  | typeof HTTP_TRACE_TYPE_ULONGLONG
  | typeof HTTP_TRACE_TYPE_CHAR
  | typeof HTTP_TRACE_TYPE_SHORT
  | typeof HTTP_TRACE_TYPE_LONG
  | typeof HTTP_TRACE_TYPE_LONGLONG
  | typeof HTTP_TRACE_TYPE_LPCWSTR
  | typeof HTTP_TRACE_TYPE_LPCSTR
  | typeof HTTP_TRACE_TYPE_LPCGUID
  | typeof HTTP_TRACE_TYPE_BOOL

/** 0x01: the names and GUIDs in an event outlive it, so a consumer need not copy them. [httptrace.h] */
export const HTTP_TRACE_EVENT_FLAG_STATIC_DESCRIPTIVE_FIELDS = 0x01 as const

/** 6: a piece of work begins. [httptrace.h] */
export const HTTP_TRACE_LEVEL_START = 6 as const
/** 7: a piece of work is done. [httptrace.h] */
export const HTTP_TRACE_LEVEL_END = 7 as const

/** A level that IHttpTraceContext.QuickTrace takes. [ihttptracecontext-quicktrace-method] */
export type HTTP_TRACE_LEVEL =
  | typeof TRACE_LEVEL_CRITICAL
  | typeof TRACE_LEVEL_ERROR
  | typeof TRACE_LEVEL_WARNING
  | typeof TRACE_LEVEL_INFORMATION
  | typeof TRACE_LEVEL_VERBOSE
  | typeof HTTP_TRACE_LEVEL_START
  | typeof HTTP_TRACE_LEVEL_END

// Trace providers, in the registry's spelling.

/** Stands for every provider in a subscription. [tracing-constants] */
export const GUID_IIS_ALL_TRACE_PROVIDERS = '{00000000-0000-0000-0000-000000000000}' as const
/** The web server itself. [tracing-constants] */
export const GUID_IIS_WWW_SERVER_TRACE_PROVIDER = '{3A2A4E84-4C21-4981-AE10-3FDA0D9B0F83}' as const
/** The web server again, for the event log of Windows Vista and later. [httptrace.h] */
export const GUID_IIS_WWW_SERVER_V2_TRACE_PROVIDER = '{DE4649C9-15E8-4FEA-9D85-1CDDA520C334}' as const
/** ASP.NET. [tracing-constants] */
export const GUID_IIS_ASPNET_TRACE_PROVIDER = '{AFF081FE-0247-4275-9C4E-021F3DC1DA35}' as const
/** Active Server Pages; the name says TRACE twice. [tracing-constants] */
export const GUID_IIS_ASP_TRACE_TRACE_PROVIDER = '{06B94D9A-B15E-456E-A4EF-37C984A2CB4B}' as const
/** Server-wide events that belong to no request. [tracing-constants] */
export const GUID_IIS_WWW_GLOBAL_TRACE_PROVIDER = '{D55D3BC9-CBA9-44DF-827E-132D3A4596C2}' as const
/** The host of ISAPI extensions. [tracing-constants] */
export const GUID_IIS_ISAPI_TRACE_PROVIDER = '{A1C2040E-8840-4C31-BA11-9871031A19EA}' as const
