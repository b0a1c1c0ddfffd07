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

/** TABLE: types that are thrown, as the compiler writes them. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^i$/, 'int'], [/^j$/, 'unsigned int'], [/^l$/, 'long'], [/^m$/, 'unsigned long'], [/^b$/, 'bool'], [/^c$/, 'char'], [/^d$/, 'double'],
  [/^PKc$/, 'const char *'], [/^Pc$/, 'char *'], [/^PKw$/, 'const wchar_t *'], [/^NSt3__212basic_stringIc/, 'std::string'], [/^NSt3__212basic_stringIw/, 'std::wstring']
]

/** `St13runtime_error` → `std::runtime_error`; a pointer has its star. */
export function readableType(name: string): string {
  const known = TYPES.find(([form]) => form.test(name))
  if (known !== undefined) return known[1]
  if (name.startsWith('P')) return `${readableType(name.slice(1))} *`
  return name.startsWith('St') ? `std::${readableType(name.slice(2))}` : readableName(`_Z${name}`).replace(/^_Z/, '')
}

function sizeAt(name: string, at: number): number | null {
  const [digits] = /^\d+/.exec(name.slice(at)) ?? []
  return digits === undefined ? null : Number(digits)
}
