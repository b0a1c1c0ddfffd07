// The table of objects: what stands behind an object of the server in the module's memory.

import type { IHttpConnection, IHttpContext4, IHttpModuleContextContainer } from '@isapi-bridge/module-api'
import { ContextRecord, ObjectRecord, type GuestObject } from './guest-object.ts'
import { KINDS, type Kind, type KindMap } from './kinds.ts'
import type { ModuleGuest } from './module-guest.ts'
import { RequestMemory } from './request-memory.ts'

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
  readonly #idle = new Map<Kind, ObjectRecord[]>()
  readonly #lasting: RequestMemory
  /** Under this name each context tells of its end. */
  readonly #name = `isapi-bridge compiled module ${++nextName}`
  /** Ids of modules are not negative. */
  readonly #id = -nextName
  /** By the container of a connection, which connections of one session share. */
  readonly #connections = new WeakMap<IHttpModuleContextContainer, RequestMemory>()

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
      found = this.#make(kind, value, LASTING.has(kind) ? this.#lasting : null)
      this.#known.set(value, found)
    }
    if (context !== null && !context.objects.includes(found)) {
      found.users++
      context.objects.push(found)
    }
    return found.address
  }

  /** An object that the module has asked for and gives back: each time it is given it has a reference more. */
  given(kind: Kind, value: object): number {
    const address = this.addressOf(kind, value, null)
    const record = this.#known.get(value)
    if (record !== undefined) this.refer(record, 1)
    return address
  }

  /** An object for one call. */
  lend(kind: Kind, value: object, memory: RequestMemory): ObjectRecord {
    const idle = this.#idle.get(kind)?.pop()
    if (idle === undefined) return this.#make(kind, value, memory)
    idle.lend(value, memory)
    return idle
  }

  giveBack(lent: ObjectRecord): void {
    const idle = this.#idle.get(lent.kind)
    if (idle === undefined) this.#idle.set(lent.kind, [lent])
    else idle.push(lent)
  }

  /** Lent to a call that pends: it stays for the request. */
  keep(lent: ObjectRecord, context: ContextRecord): void {
    lent.users++
    context.objects.push(lent)
  }

  /** What was kept of a value; null: nothing. */
  kept(kind: Kind, value: object, context: ContextRecord): GuestObject | null { return context.objects.find((each) => each.kind === kind && each.value === value) ?? null }

  /** Memory with the life of a connection. */
  memoryOf(connection: IHttpConnection): RequestMemory {
    const container = connection.GetModuleContextContainer()
    let memory = this.#connections.get(container)
    if (memory === undefined) {
      const made = memory = this.#guest.takeMemory()
      this.#connections.set(container, made)
      container.SetModuleContext({ CleanupStoredContext: () => { this.#guest.giveMemory(made) } }, this.#id)
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

  /** The instance is gone: what nobody else completes hears of it. */
  abandon(): void {
    for (const row of this.#rows) if (row instanceof ContextRecord && row.pends && !row.expects) row.value.PostCompletion(0)
  }

  /** A place for what the module has an object of its own for, until it gives the place back. */
  hold(value: object): number {
    const place = this.#take()
    this.#rows[place] = new ObjectRecord(this.#guest, place, 0, 'held', value, this.#lasting)
    return place
  }

  drop(place: number): void {
    if (this.at(place).kind !== 'held') return
    this.#rows[place] = null
    this.#free.push(place)
  }

  /** The address of a text that lives as long as the server: there must be few of its kind. */
  textOf(text: string): number { return this.#lasting.wide(text).address }

  #make(kind: Kind, value: object, memory: RequestMemory | null): ObjectRecord {
    const place = this.#take()
    const record = new ObjectRecord(this.#guest, place, this.#guest.object(NUMBERS[kind], place), kind, value, memory)
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
    else if (record instanceof ObjectRecord) record.release()
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
