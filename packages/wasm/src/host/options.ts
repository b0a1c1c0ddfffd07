// What a compiled filter is loaded with.

import type { RapidFail } from './faults.ts'

/** An entry that a filter writes to the event log with ReportEvent, or that is written about it. */
export interface EventLogEntry {
  /** Name of the filter. */
  readonly filter: string
  /** The name it gave to RegisterEventSource; `W3SVC` for entries about it. */
  readonly source: string
  readonly level: 'error' | 'warning' | 'information'
  /** Identifier of the event. */
  readonly id: number
  readonly text: string
}

/** A folder of the virtual drive. */
export interface DriveFolder {
  /** Folder of this machine. */
  readonly folder: string
  /** Whether the filter may write there. Default false. */
  readonly writable?: boolean
}

/** Values of one key of the registry: REG_SZ, REG_DWORD, REG_MULTI_SZ, REG_BINARY. */
export type RegistryValues = Readonly<Record<string, string | number | readonly string[] | Uint8Array>>

export interface WasmLimits {
  /** Milliseconds that one call of the filter or module may last; one that lasts longer breaks down. For files that were compiled with checks (see `timeLimit` of compile). Default: no limit. */
  readonly time?: number
  /** Bytes of linear memory that an instance may take, stack and AllocMem included. Default 256 MiB. */
  readonly memory?: number
  /** After so many breakdowns the filter is disabled: requests end with 500. Default 5 within 5 minutes, as a server of that time; `faults: 0` for never. */
  readonly rapidFail?: RapidFail
}

export interface WasmFilterOptions {
  /** Name of the filter in reports, and of its module: `C:\filters\NAME\NAME.dll`. Default: the name of the file. */
  readonly name?: string
  /** Folders of the filter's drive, by their path there: `{ 'C:\\inetpub\\wwwroot': './www' }`. There are no other files. A text is a folder that cannot be written to. */
  readonly drive?: Readonly<Record<string, string | DriveFolder>>
  /** Keys of its registry, `HKLM\SOFTWARE\…`; what the filter writes lives as long as the process. */
  readonly registry?: Readonly<Record<string, RegistryValues>>
  /** Its environment variables. Default: those that every Windows has, made up. */
  readonly environment?: Readonly<Record<string, string>>
  /** Gets what it writes to the event log, with OutputDebugString too, and what is to be said about it. Default: nobody. */
  readonly eventLog?: (entry: EventLogEntry) => void
  readonly limits?: WasmLimits
}
