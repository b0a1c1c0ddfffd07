// What the table of objects keeps of each: a context with all that has its life, or an object that requests share.

import type { IHttpContext4, IHttpEventProvider } from '@isapi-bridge/module-api'
import type { Kind } from './kinds.ts'
import type { ModuleGuest } from './module-guest.ts'
import type { RawResponse } from './raw-response.ts'
import type { RequestMemory } from './request-memory.ts'

/** One object: its C++ side stands at `address`, with the place in the table behind its table of virtual functions. */
export interface GuestObject {
  readonly place: number
  readonly address: number
  readonly kind: Kind
  value: object
  /** Where texts of it go. */
  readonly memory: RequestMemory
  /** Of a file: where its bytes are, once it was asked for them. */
  content: number
  /** Requests that have it. */
  users: number
  /** References that the module has taken. */
  references: number
}

/** The buffer of a read that pends. It knows what has come, for completions do not say whose they are. */
export class ReadBuffer extends Uint8Array {
  arrived = 0

  override set(bytes: ArrayLike<number>, offset: number = 0): void {
    super.set(bytes, offset)
    this.arrived = offset + bytes.length
  }
}

/** A read that has not come to its end. */
export interface PendingRead {
  readonly buffer: ReadBuffer
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
  content = 0
  users = 1
  references = 0
  provider: IHttpEventProvider | null = null
  reading: PendingRead | null = null
  /** A handler of the module waits for its completion. */
  pends = false
  /** An operation that it has begun will complete it. */
  expects = false
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

/** Any other object. Where nobody has given it memory it has its own, so that its texts live as long as it does, whoever asks for them. */
export class ObjectRecord implements GuestObject {
  readonly place: number
  readonly address: number
  readonly kind: Kind
  value: object
  content = 0
  users = 0
  references = 0
  readonly #guest: ModuleGuest
  #given: RequestMemory | null
  #own: RequestMemory | null = null

  constructor(guest: ModuleGuest, place: number, address: number, kind: Kind, value: object, memory: RequestMemory | null) {
    this.#guest = guest
    this.place = place
    this.address = address
    this.kind = kind
    this.value = value
    this.#given = memory
  }

  get memory(): RequestMemory { return this.#given ?? (this.#own ??= this.#guest.takeMemory()) }

  /** It stands for another value now. */
  lend(value: object, memory: RequestMemory): void {
    this.value = value
    this.#given = memory
  }

  /** It has come to its end. */
  release(): void { if (this.#own !== null) this.#guest.giveMemory(this.#own) }
}
