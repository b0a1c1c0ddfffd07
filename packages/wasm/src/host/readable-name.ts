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
