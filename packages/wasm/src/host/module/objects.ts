// The table of objects: what stands behind an object of the server in the module's memory.

import type { IHttpConnection, IHttpContext4, IHttpEventProvider } from '@isapi-bridge/module-api'
import { KINDS, type Kind, type KindMap } from './kinds.ts'
import type { ModuleGuest } from './module-guest.ts'
import type { RawResponse } from './raw-response.ts'
import { RequestMemory } from './request-memory.ts'

/** One object: its C++ side stands at `address`, with the place in the table behind its table of virtual functions. */
export interface GuestObject {
  readonly place: number
  readonly address: number
  readonly kind: Kind
  value: object
  /** Where texts of it go. */
  memory: RequestMemory
  /** Requests that have it. */
  users: number
  /** References that the module has taken. */
  references: number
}

/** A read that has not come to its end. */
export interface PendingRead {
  readonly buffer: Uint8Array
  readonly address: number
}

/** A context, with what has its life. */
export class ContextRecord implements GuestObject {
  readonly kind = 'context'
  readonly place: number
  readonly address: number
  /** Of the provider that it has in itself. */
  readonly providerAddress: number
  readonly value: IHttpContext4
  readonly memory: RequestMemory
  users = 1
  references = 0
  provider: IHttpEventProvider | null = null
  reading: PendingRead | null = null
  rawRequest = 0
  rawResponse: RawResponse | null = null
  localAddress = 0
  remoteAddress = 0
  /** Objects that were made for it. */
  readonly objects: GuestObject[] = []

  constructor(place: number, address: number, providerAddress: number, value: IHttpContext4, memory: RequestMemory) {
    this.place = place
    this.address = address
    this.providerAddress = providerAddress
    this.value = value
    this.memory = memory
  }
}

const NUMBERS = Object.fromEntries(KINDS.map((kind, index) => [kind, index])) as Readonly<Record<Kind, number>> // one for each kind
/** Objects with the life of the server: their texts stay. */
const LASTING: ReadonlySet<Kind> = new Set(['site', 'application', 'server', 'registration', 'allocator'])
let nextName = 0

export class ObjectTable {
  readonly #guest: ModuleGuest
  readonly #rows: (GuestObject | null)[] = [null]
  readonly #free: number[] = []
  readonly #known = new WeakMap<object, GuestObject>()
  readonly #contexts = new WeakMap<object, ContextRecord>()
  /** Objects that are lent for one call, to be lent again. */
  readonly #idle = new Map<Kind, GuestObject[]>()
  readonly #lasting: RequestMemory
  /** Under this name each context tells of its end. */
  readonly #name = `isapi-bridge compiled module ${++nextName}`
  /** Ids of modules are not negative. */
  readonly #id = -nextName
  readonly #connections = new WeakMap<IHttpConnection, RequestMemory>()

  constructor(guest: ModuleGuest) {
    this.#guest = guest
    this.#lasting = new RequestMemory(guest)
  }

  at(place: number): GuestObject {
    const row = this.#rows[place]
    if (row === undefined || row === null) throw new RangeError('it used an object that is gone')
    return row
  }

  /** What stands behind an object of a kind. */
  value<K extends Kind>(place: number): KindMap[K] { return this.at(place).value as KindMap[K] } // each method of the run-time asks objects of its class

  context(place: number): ContextRecord { return this.at(place) as ContextRecord } // likewise

  /** The object at an address that the module gives; null: it is one of its own. */
  find(address: number): GuestObject | null {
    if (address === 0) return null
    const row = this.#rows[this.#guest.memory.word((address >>> 0) + 4)]
    return row?.address === address ? row : null
  }

  /** The context of a request, made at its first call. */
  contextOf(context: IHttpContext4): ContextRecord {
    const found = this.#contexts.get(context)
    if (found !== undefined) return found
    const guest = this.#guest
    const place = this.#take()
    const address = guest.object(0, place)
    const record = new ContextRecord(place, address, guest.provider(address), context, guest.takeMemory())
    this.#rows[place] = record
    this.#contexts.set(context, record)
    context.GetNamedContextContainer().SetNamedContext({ CleanupStoredContext: () => { guest.finishing('a request', () => { this.#end(record) }) } }, this.#name)
    return record
  }

  /** An object that the server has, for as long as the request that asked for it; 0 for null. */
  addressOf(kind: Kind, value: object | null, context: ContextRecord | null): number {
    if (value === null) return 0
    let found = this.#known.get(value)
    if (found === undefined) {
      found = this.#make(kind, value, LASTING.has(kind) || context === null ? this.#lasting : context.memory)
      this.#known.set(value, found)
    }
    if (context !== null && !context.objects.includes(found)) {
      found.users++
      found.memory = LASTING.has(kind) ? this.#lasting : context.memory
      context.objects.push(found)
    }
    return found.address
  }

  /** An object for one call. */
  lend(kind: Kind, value: object, memory: RequestMemory | null): GuestObject {
    const idle = this.#idle.get(kind)?.pop()
    if (idle === undefined) return this.#make(kind, value, memory ?? this.#lasting)
    idle.value = value
    idle.memory = memory ?? this.#lasting
    return idle
  }

  giveBack(lent: GuestObject): void {
    const idle = this.#idle.get(lent.kind)
    if (idle === undefined) this.#idle.set(lent.kind, [lent])
    else idle.push(lent)
  }

  /** Lent to a call that pends: it stays for the request. */
  keep(lent: GuestObject, context: ContextRecord): void {
    lent.users++
    context.objects.push(lent)
  }

  /** Memory with the life of a connection. */
  memoryOf(connection: IHttpConnection): RequestMemory {
    let memory = this.#connections.get(connection)
    if (memory === undefined) {
      const made = memory = this.#guest.takeMemory()
      this.#connections.set(connection, made)
      connection.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext: () => { this.#guest.finishing('a connection', () => { this.#guest.giveMemory(made) }) } }, this.#id)
    }
    return memory
  }

  /** A clone of a context, which the module gives back. */
  cloneOf(parent: ContextRecord, clone: IHttpContext4): ContextRecord {
    const record = this.contextOf(clone)
    record.references = 1
    record.users++
    parent.objects.push(record)
    return record
  }

  /** A clone has been given back. */
  releaseClone(record: ContextRecord, parent: ContextRecord): void {
    const index = parent.objects.indexOf(record)
    if (index === -1) return
    parent.objects.splice(index, 1)
    record.users--
    this.refer(record, -1)
  }

  /** A reference more or less. */
  refer(record: GuestObject, by: 1 | -1): void {
    record.references += by
    if (by === -1) this.#freeUnused(record)
  }

  /** A place for what the module has an object of its own for, until it gives the place back. */
  hold(value: object): number {
    const place = this.#take()
    this.#rows[place] = { place, address: 0, kind: 'held', value, memory: this.#lasting, users: 0, references: 1 }
    return place
  }

  drop(place: number): void {
    if (this.at(place).kind !== 'held') return
    this.#rows[place] = null
    this.#free.push(place)
  }

  /** The address of a text that lives as long as the server: there must be few of its kind. */
  textOf(text: string): number { return this.#lasting.wide(text).address }

  #make(kind: Kind, value: object, memory: RequestMemory): GuestObject {
    const place = this.#take()
    const record: GuestObject = { place, address: this.#guest.object(NUMBERS[kind], place), kind, value, memory, users: 0, references: 0 }
    this.#rows[place] = record
    return record
  }

  #take(): number {
    const place = this.#free.pop()
    if (place !== undefined) return place
    this.#rows.push(null)
    return this.#rows.length - 1
  }

  #freeUnused(record: GuestObject): void {
    if (record.users > 0 || record.references > 0 || LASTING.has(record.kind) || this.#rows[record.place] !== record) return
    this.#known.delete(record.value)
    this.#contexts.delete(record.value)
    this.#rows[record.place] = null
    if (record instanceof ContextRecord) this.#guest.giveMemory(record.memory)
    if (this.#guest.fault !== null) return
    this.#guest.endObject(record.address)
    this.#free.push(record.place)
  }

  /** The request has ended. A clone that its parent has not given back stays until then, or until the parent ends. */
  #end(record: ContextRecord): void {
    for (const object of record.objects.splice(0)) {
      object.users--
      if (object instanceof ContextRecord) object.references = 0
      this.#freeUnused(object)
    }
    record.users--
    this.#freeUnused(record)
  }
}
