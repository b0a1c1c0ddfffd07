// Memory that the server gives to modules.

/** What a DWORD can ask for. */
const MAX_ALLOCATION = 0xffff_ffff

/** `size` bytes, zeroed; null when that is no size, or more than there is. */
export function allocate(size: number): Uint8Array | null {
  if (!Number.isInteger(size) || size < 0 || size > MAX_ALLOCATION) return null
  try {
    return new Uint8Array(size)
  } catch {
    return null
  }
}
