// Imports for facts of any object, stored contexts, and references.

import type { IDispensedHttpModuleContextContainer, IHttpConnectionModuleContextContainer, IHttpContext, IHttpContext4, IHttpModuleContextContainer } from '@isapi-bridge/module-api'
import { HttpGetExtendedInterface } from '@isapi-bridge/module-api'
import { S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { Import } from '../web-assembly.ts'
import { type Environment, INVALID_PARAMETER, NOT_SUPPORTED } from './environment.ts'
import { ACTS, MEMBERS, NARROW, NUMBERS, REFERENCES, TEXTS } from './facts.ts'
import { ForeignConnectionContext, ForeignStoredContext, ForeignUser } from './foreign.ts'
import type { ModuleGuest } from './module-guest.ts'
import { ContextRecord, type GuestObject } from './guest-object.ts'

/** The container of an object: its own, or itself. */
function containerOf({ kind, value }: GuestObject): IHttpModuleContextContainer {
  if (kind === 'container') return value as IDispensedHttpModuleContextContainer // it is one
  return (value as { GetModuleContextContainer(): IHttpModuleContextContainer }).GetModuleContextContainer() // classes of the run-time that have a container
}

/** Address of what a container holds; 0 where it is of another instance, or none of this module. */
function addressIn(guest: ModuleGuest, stored: unknown): number {
  return stored instanceof ForeignStoredContext && stored.guest === guest ? stored.address : 0
}

/** The address of an object of the server, or of the module's own that it once gave. */
function addressFor(guest: ModuleGuest, kind: GuestObject['kind'], value: object | null, context: ContextRecord | null): number {
  if (kind === 'context') {
    const newest = value === null ? NOT_SUPPORTED : newestOf(value as IHttpContext) // members of that kind are contexts
    return typeof newest === 'number' ? 0 : guest.objects.contextOf(newest).address
  }
  if (value instanceof ForeignUser && value.guest === guest) return value.address
  return guest.objects.addressOf(kind, value, context)
}

const NO_SERVER = null as never // the argument says nothing there

/** A context with its newest interface. */
export function newestOf(context: IHttpContext): IHttpContext4 | HRESULT { return HttpGetExtendedInterface(NO_SERVER, context) }

export function objectImports(env: Environment): Readonly<Record<string, Import>> {
  const at = (place: number): GuestObject => env.guest().objects.at(place)

  return {
    NotSupported(name = 0) {
      env.unsupported(env.guest().memory.string(name) ?? '')
      return NOT_SUPPORTED
    },
    GetObject(place = 0, member = 0) {
      const row = MEMBERS[member]
      const record = at(place)
      if (row === undefined) return 0
      return addressFor(env.guest(), row.kind, row.get(record.value), record instanceof ContextRecord ? record : env.guest().current)
    },
    GetText(place = 0, which = 0, length = 0) {
      const guest = env.guest()
      const { value, memory } = at(place)
      const row = TEXTS[which]
      const text = row?.get(value) ?? null
      const written = text === null ? null : memory.wide(row?.path === true ? env.toGuest(text) : text)
      guest.setWord(length, written?.length ?? 0)
      return written?.address ?? 0
    },
    GetNarrow(place = 0, which = 0, length = 0) {
      const { value, memory } = at(place)
      const written = memory.narrow(NARROW[which]?.(value) ?? '')
      env.guest().setShort(length, written.length)
      return written.address
    },
    GetNumber: (place = 0, which = 0) => Number(NUMBERS[which]?.(at(place).value) ?? 0) | 0,
    Act(place = 0, which = 0) {
      const record = at(place)
      ACTS[which]?.(record.value)
      const by = REFERENCES.get(which)
      if (by !== undefined) env.guest().objects.refer(record, by)
    },
    GetModuleContext: (place = 0, id = 0) => addressIn(env.guest(), containerOf(at(place)).GetModuleContext(id)),
    SetModuleContext(place = 0, address = 0, id = 0, connection = 0) {
      if (address === 0) return INVALID_PARAMETER
      const container = containerOf(at(place))
      const made = connection === 0 ? new ForeignStoredContext(env.guest(), address, env) : new ForeignConnectionContext(env.guest(), address, env)
      const known = container.GetModuleContext(id)
      if (known instanceof ForeignStoredContext && known.replace(made)) return S_OK
      if (!(made instanceof ForeignConnectionContext)) return container.SetModuleContext(made, id)
      return (container as IHttpConnectionModuleContextContainer).SetConnectionModuleContext(made, id) // only the class of connections asks so
    },
    GetNamedContext: (place = 0, name = 0) => addressIn(env.guest(), env.guest().objects.context(place).value.GetNamedContextContainer().GetNamedContext(env.guest().wide(name) ?? '')),
    SetNamedContext(place = 0, address = 0, name = 0) {
      const container = env.guest().objects.context(place).value.GetNamedContextContainer()
      return container.SetNamedContext(address === 0 ? null : new ForeignStoredContext(env.guest(), address, env), env.guest().wide(name) ?? '')
    },
    IsInRole(place = 0, role = 0, isIn = 0) {
      const guest = env.guest()
      const { hr, value } = guest.objects.value<'user'>(place).IsInRole(guest.wide(role) ?? '')
      guest.setWord(isIn, value ? 1 : 0)
      return hr
    },
    QuickTrace(place = 0, one = 0, other = 0, error = 0, level = 0) {
      const guest = env.guest()
      return guest.objects.value<'traceContext'>(place).QuickTrace(guest.wide(one) ?? '', guest.wide(other), error as never, level as never) // any number: it is checked there
    },
    GetFileBuffer(place = 0) {
      const record = at(place)
      const bytes = (record.value as { GetFileBuffer(): Uint8Array | null }).GetFileBuffer() // asked by the class of files
      if (bytes === null || record.content !== 0) return record.content
      record.content = record.memory.take(Math.max(1, bytes.length))
      if (record.content !== 0) env.guest().memory.bytes.set(bytes, record.content)
      return record.content
    },
    GetFileFact(place = 0, which = 0) {
      const file = env.guest().objects.value<'fileInfo'>(place)
      return which === 0 ? file.GetSize() : Number(file.GetLastModifiedTime() / 10_000n)
    }
  }
}
