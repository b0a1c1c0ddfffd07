// What a filter finds around it: the drive, the registry, the event log, time. Imports of its module.

import { realpathSync } from 'node:fs'
import { bytesOf } from './byte-text.ts'
import { callbackImports } from './callbacks.ts'
import { Drive } from './drive.ts'
import type { Guest } from './guest.ts'
import type { LinearMemory } from './memory.ts'
import { OutOfTime } from './faults.ts'
import { callMissing } from './missing.ts'
import type { OpenFiles } from './open-files.ts'
import type { EventLogEntry, WasmFilterOptions } from './options.ts'
import { PathMap } from './path-map.ts'
import { readableName } from './readable-name.ts'
import { Registry } from './registry.ts'
import { listOf, Sought } from './sought.ts'
import { wasiImports } from './wasi.ts'
import { guardedImports } from './uncatchable.ts'
import type { Import, Imports } from './web-assembly.ts'
import { win32Imports } from './win32-imports.ts'

const ENVIRONMENT: Readonly<Record<string, string>> = {
  SystemDrive: 'C:', SystemRoot: 'C:\\WINDOWS', windir: 'C:\\WINDOWS', TEMP: 'C:\\WINDOWS\\Temp', TMP: 'C:\\WINDOWS\\Temp', OS: 'Windows_NT', ProgramFiles: 'C:\\Program Files', NUMBER_OF_PROCESSORS: '1', PROCESSOR_ARCHITECTURE: 'x86'
}

/** An instance, of a filter or a module. */
interface Clocked { readonly memory: LinearMemory; readonly files: OpenFiles; thrown: Error | null; deadline: number; ended: Error | null }

export class GuestSystem {
  readonly paths: PathMap
  /** What it misses while it starts. */
  readonly sought: Sought = new Sought()
  /** The last exception of C++, and who has thrown it. */
  readonly #name: string
  readonly #kind: 'filter' | 'module'
  readonly #home: string
  readonly #drive: Drive
  readonly #registry: Registry
  readonly #environment: readonly string[]
  readonly #eventLog: WasmFilterOptions['eventLog']
  readonly #time: number | undefined
  readonly #told = new Set<string>()

  constructor(name: string, { drive = {}, registry = {}, environment = ENVIRONMENT, eventLog, limits }: WasmFilterOptions, kind: 'filter' | 'module' = 'filter') {
    this.#kind = kind
    this.#name = name
    this.#home = `C:\\${kind}s\\${name}`
    this.#drive = new Drive(drive, this.#home)
    this.#registry = new Registry(registry, (what) => { this.sought.miss(what) })
    this.#environment = Object.entries(environment).map(([key, value]) => `${key}=${value}`)
    this.#eventLog = eventLog
    this.#time = limits?.time
    this.paths = new PathMap(Object.entries(drive).map(([guest, given]) => ({
      guest: bytesOf(guest.replaceAll('/', '\\').replace(/\\+$/, '')),
      host: bytesOf(realpathSync(typeof given === 'string' ? given : given.folder).replace(/\/+$/, ''))
    })))
  }

  /** Those of filters. */
  imports(guest: Guest, more: Imports): Imports {
    const system = this.systemImports(() => guest)
    const callbacks = callbackImports(guest, this.paths)
    return guardedImports({ ...more, ...system, isapi_bridge: { ...callbacks, ...system.isapi_bridge } }, new Set(Object.values(callbacks)))
  }

  /** What filters and modules have in common. */
  systemImports(guest: () => Clocked): Readonly<Record<'isapi_bridge' | 'wasi_snapshot_preview1', Readonly<Record<string, Import>>>> {
    const write = (entry: Omit<EventLogEntry, 'filter'>): void => { this.write(entry) }
    const memoryOf = (): LinearMemory => guest().memory
    return {
      isapi_bridge: { Throw() { guest().thrown = new Error('thrown') }, ...win32Imports(memoryOf, { checkTime: () => this.#checkTime(guest()), registry: this.#registry, names: { moduleFile: `${this.#home}\\${this.#name}.dll`, home: this.#home }, write }) },
      wasi_snapshot_preview1: wasiImports(guest, this.#drive, this.#environment, (text) => { write({ source: 'stdout', level: 'information', id: 0, text }) }, (file) => { this.sought.miss(file) })
    }
  }

  write(entry: Omit<EventLogEntry, 'filter'>): void { this.#eventLog?.({ filter: this.#name, ...entry }) }

  /** The clock runs from the first check of a call; a call that is over sooner costs nothing. */
  #checkTime(guest: Clocked): number {
    if (this.#time === undefined) return 0
    const now = performance.now()
    if (guest.deadline === 0) guest.deadline = now + this.#time
    else if (now >= guest.deadline) {
      guest.ended = new OutOfTime(this.#time)
      return 1
    }
    return 0
  }

  /** It did not want to start: what it has looked for in vain is likely to be the reason. */
  refused(): void {
    const { names } = this.sought
    if (names.length > 0) this.write({ source: 'W3SVC', level: 'warning', id: 0, text: `${this.#kind === 'filter' ? 'Filter' : 'Module'} "${this.#name}" did not find, when it started: ${listOf(names)}.` })
  }

  /** A call of a function that is not there: said once, and failed. */
  missing(name: string): number {
    if (!this.#told.has(name)) {
      this.#told.add(name)
      this.write({ source: 'W3SVC', level: 'warning', id: 0, text: `${this.#kind === 'filter' ? 'Filter' : 'Module'} "${this.#name}" has called ${readableName(name)}, which is not there.` })
    }
    return callMissing(name)
  }
}
