// What a module passes may be anything: checks of values that C++ has types for.

/** A DWORD, or the same bits as JavaScript's operators give them, which have a sign. */
export function isDword(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -0x8000_0000 && value <= 0xffff_ffff
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
  } catch {
    return true // its `then` throws: so does whoever awaits it
  }
}
