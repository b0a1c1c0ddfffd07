// Names of C++ functions as sources write them.

const ENCODED = /^_Z(?:N[rVK]*)?/

/** `_ZN5Cache6lookupEPKc` → `Cache::lookup`; another name, and one that is too involved, as it is. */
export function readableName(name: string): string {
  const start = ENCODED.exec(name)
  if (start === null) return name
  const nested = start[0].length > 2
  const parts: string[] = []
  let at = start[0].length
  for (let size = sizeAt(name, at); size !== null; size = nested ? sizeAt(name, at) : null) {
    at += String(size).length
    parts.push(name.slice(at, at + size))
    at += size
  }
  const last = parts.at(-1)
  if (last === undefined) return name
  const special = nested ? /^[CD]/.exec(name.slice(at)) : null
  return special === null ? parts.join('::') : [...parts, special[0] === 'C' ? last : `~${last}`].join('::')
}

function sizeAt(name: string, at: number): number | null {
  const [digits] = /^\d+/.exec(name.slice(at)) ?? []
  return digits === undefined ? null : Number(digits)
}

/** TABLE: types of one letter, and texts of the C++ library. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['i', 'int'], ['j', 'unsigned int'], ['l', 'long'], ['m', 'unsigned long'], ['x', 'long long'], ['y', 'unsigned long long'], ['s', 'short'], ['t', 'unsigned short'],
  ['c', 'char'], ['a', 'signed char'], ['h', 'unsigned char'], ['w', 'wchar_t'], ['b', 'bool'], ['f', 'float'], ['d', 'double'], ['v', 'void'],
  ['NSt3__212basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE', 'std::string'], ['NSt3__212basic_stringIwNS_11char_traitsIwEENS_9allocatorIwEEEE', 'std::wstring']
])

/** The type that type information names: `P14CFileException` → `CFileException *`; one that is too involved, as it is. */
export function readableType(name: string): string {
  const known = TYPES.get(name)
  if (known !== undefined) return known
  if (name.startsWith('P')) return `${readableType(name.slice(1))} *`
  if (name.startsWith('K')) return `const ${readableType(name.slice(1))}`
  const inside = name.startsWith('NSt3__2') ? `St${name.slice(7, -1)}` : name
  const plain = inside.startsWith('St') ? inside.slice(2) : inside
  const encoded = `_Z${plain}`
  const readable = readableName(encoded)
  return readable === encoded || plain.includes('I') && /I.*E/.test(plain) ? name : `${plain === inside ? '' : 'std::'}${readable}`
}
