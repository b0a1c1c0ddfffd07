// Imports of runtime/configuration: sections of the configuration, read through the objects of the server.

import type {
  IAppHostChildElementCollection, IAppHostElement, IAppHostElementCollection, IAppHostProperty, IAppHostPropertyCollection, IHttpServer, VARIANT
} from '@isapi-bridge/module-api'
import { ERROR_PATH_NOT_FOUND, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { Import } from '../web-assembly.ts'
import { INVALID_PARAMETER, type Environment } from './environment.ts'
import type { ModuleGuest } from './module-guest.ts'

/** TABLE: objects that an element gives, in the order of `enum Part`; null: it has none. */
const PARTS: readonly ((element: IAppHostElement, name: string) => object | null | HRESULT)[] = [
  (element) => element.get_Collection(),
  (element) => element.get_Properties(),
  (element) => element.get_ChildElements(),
  (element, name) => element.GetElementByName(name),
  (element, name) => element.GetPropertyByName(name)
]
type Collection = IAppHostElementCollection | IAppHostChildElementCollection | IAppHostPropertyCollection

const NO_SECTION = HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)
/** Room of a VARIANT: its type, and its value. */
const VALUE = 8

/** @param server that has called RegisterModule */
export function configurationImports(env: Environment, server: () => IHttpServer | null): Readonly<Record<string, Import>> {
  // Each class of the run-time asks with places of its own objects only.
  const element = (place: number): IAppHostElement => env.guest().objects.value<'held'>(place) as IAppHostElement
  const property = (place: number): IAppHostProperty => env.guest().objects.value<'held'>(place) as IAppHostProperty
  const collection = (place: number): Collection => env.guest().objects.value<'held'>(place) as Collection
  const manager = (): ReturnType<IHttpServer['GetAdminManager']> | null => server()?.GetAdminManager() ?? null

  /** Gives a place for an object, or the failure that came in its stead. */
  const hold = (found: object | null | HRESULT, at: number): HRESULT => {
    if (typeof found === 'number') return found
    const guest = env.guest()
    guest.memory.setWord(at, found === null ? 0 : guest.objects.hold(found))
    return S_OK
  }

  return {
    AdminSection(_server = 0, section = 0, path = 0, at = 0) {
      const name = env.guest().wide(section) ?? ''
      const found = manager()?.GetAdminSection(name, env.guest().wide(path) ?? '') ?? INVALID_PARAMETER
      if (found === NO_SECTION) env.tell(`has asked for the configuration section ${name}, which no file and no schema has`)
      return hold(found, at)
    },
    AdminPart: (place = 0, part = 0, name = 0, at = 0) => hold(PARTS[part]?.(element(place), env.guest().wide(name) ?? '') ?? null, at),
    AdminCount: (place = 0) => collection(place).get_Count(),
    AdminItem(place = 0, index = 0, name = 0, other = 0, at = 0) {
      const which = env.guest().wide(name) ?? (other === 0 ? index >>> 0 : element(other))
      return hold(collection(place).get_Item(which as never), at) // a kind of index that it does not take is refused there
    },
    AdminText(place = 0, value = 0) { return env.guest().objects.textOf(value === 0 ? element(place).get_Name() : property(place).get_StringValue()) },
    AdminValue(place = 0, at = 0) { writeVariant(env.guest(), at, property(place).get_Value()) },
    AdminMetadata(place = 0, name = 0, at = 0) {
      const guest = env.guest()
      const of = guest.objects.at(place).kind === 'held' ? element(place) : manager()
      const value = of?.GetMetadata(guest.wide(name) ?? '') ?? INVALID_PARAMETER
      if (typeof value === 'number') return value
      writeVariant(guest, at, value)
      return S_OK
    },
    AdminDrop(place = 0) { env.guest().objects.drop(place) }
  }
}

function writeVariant(guest: ModuleGuest, at: number, value: VARIANT): void {
  guest.setShort(at, value.vt)
  const { bytes } = guest.memory
  const to = (at >>> 0) + VALUE
  if ('bstrVal' in value) guest.memory.setWord(to, guest.objects.textOf(value.bstrVal))
  else if ('boolVal' in value) bytes.writeInt16LE(value.boolVal ? -1 : 0, to)
  else if ('lVal' in value) guest.memory.setWord(to, value.lVal)
  else if ('ulVal' in value) guest.memory.setWord(to, value.ulVal)
  else if ('llVal' in value) bytes.writeBigInt64LE(value.llVal, to)
  else bytes.writeBigUInt64LE(value.ullVal, to)
}
