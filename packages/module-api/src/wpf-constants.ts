// Mirrors wpframework.h: the setting ids that IWpfSettings takes.

// enum WPF_SETTINGS_STRING_ENUM: for GetStringProperty.

/** 0: version of the common language runtime. [wpf-settings-string-enum-enumeration] */
export const CLR_VERSION = 0 as const
/** 1: name of the application pool. [wpf-settings-string-enum-enumeration] */
export const APP_POOL_NAME = 1 as const
/** 2: path of applicationHost.config. [wpf-settings-string-enum-enumeration] */
export const APP_HOST_FILE_NAME = 2 as const
/** 3: path of the outermost web.config. [wpf-settings-string-enum-enumeration] */
export const ROOT_WEB_CONFIG_FILE_NAME = 3 as const
/** 4: path of the runtime's own configuration file. [wpf-settings-string-enum-enumeration] */
export const CLR_CONFIG_FILE_NAME = 4 as const
/** 5: path of the runtime version in use. [wpf-settings-string-enum-enumeration] */
export const CLR_VERSION_PATH = 5 as const

/** A setting that is text. [wpf-settings-string-enum-enumeration] */
export type WPF_SETTINGS_STRING_ENUM =
  | typeof CLR_VERSION
  | typeof APP_POOL_NAME
  | typeof APP_HOST_FILE_NAME
  | typeof ROOT_WEB_CONFIG_FILE_NAME
  | typeof CLR_CONFIG_FILE_NAME
  | typeof CLR_VERSION_PATH

// enum WPF_SETTINGS_DWORD_ENUM: for GetDwordProperty. It begins with 1.

/** 1: requests after which the process is recycled. [wpf-settings-dword-enum-enumeration] */
export const PERIODIC_RESTART_REQUESTS = 1 as const
/** 2: time after which the process is recycled. [wpf-settings-dword-enum-enumeration] */
export const PERIODIC_RESTART_TIME = 2 as const
/** 3: idle time after which the process ends. [wpf-settings-dword-enum-enumeration] */
export const IDLE_TIMEOUT = 3 as const
/** 4: integrated or classic pipeline. [wpf-settings-dword-enum-enumeration] */
export const MANAGED_PIPELINE_MODE = 4 as const
/** 5: how threads are tied to processors. [wpframework.h] */
export const THREAD_AFFINITY_POLICY = 5 as const
/** 6: whether an idle process ends or is suspended. [wpframework.h] */
export const IDLE_TIMEOUT_ACTION = 6 as const

/** A setting that is a 32-bit number. [wpf-settings-dword-enum-enumeration] */
export type WPF_SETTINGS_DWORD_ENUM =
  | typeof PERIODIC_RESTART_REQUESTS
  | typeof PERIODIC_RESTART_TIME
  | typeof IDLE_TIMEOUT
  | typeof MANAGED_PIPELINE_MODE
  | typeof THREAD_AFFINITY_POLICY
  | typeof IDLE_TIMEOUT_ACTION

// enum WPF_SETTINGS_ULONGLONG_ENUM: for GetUlonglongProperty.

/** 0: virtual memory at which the process is recycled. [wpf-settings-ulonglong-enum-enumeration] */
export const PERIODIC_RESTART_VIRTUAL_MEMORY = 0 as const
/** 1: private memory at which the process is recycled. [wpf-settings-ulonglong-enum-enumeration] */
export const PERIODIC_RESTART_PRIVATE_MEMORY = 1 as const

/** A setting that is a 64-bit number. [wpf-settings-ulonglong-enum-enumeration] */
export type WPF_SETTINGS_ULONGLONG_ENUM = typeof PERIODIC_RESTART_VIRTUAL_MEMORY | typeof PERIODIC_RESTART_PRIVATE_MEMORY

// enum WPF_SETTINGS_BOOL_ENUM: for GetBoolProperty.

/** 0: all sites log into one binary file. [wpf-settings-bool-enum-enumeration] */
export const ENABLED_CENTRAL_BINARY_LOGGING = 0 as const
/** 1: the server runs inside another program. [wpf-settings-bool-enum-enumeration] */
export const ENABLED_HOSTABLE_WEB_CORE = 1 as const

/** A setting that is a truth value. [wpf-settings-bool-enum-enumeration] */
export type WPF_SETTINGS_BOOL_ENUM = typeof ENABLED_CENTRAL_BINARY_LOGGING | typeof ENABLED_HOSTABLE_WEB_CORE

// enum WPF_SETTINGS_HANDLE_ENUM: for GetHandleProperty.

/** 0: token of the account that anonymous users get. [wpf-settings-handle-enum-enumeration] */
export const ANONYMOUS_USER_TOKEN = 0 as const

/** A setting that is a handle. [wpf-settings-handle-enum-enumeration] */
export type WPF_SETTINGS_HANDLE_ENUM = typeof ANONYMOUS_USER_TOKEN
