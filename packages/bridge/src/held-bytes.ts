/** Bytes that wait for more, in a buffer that doubles: each piece is copied once, however many there are. */
export class HeldBytes {
  #buffer: Uint8Array = new Uint8Array(0)
  #length = 0

  /** All bytes, with these at the end. */
  append(bytes: Uint8Array): Uint8Array {
    const length = this.#length + bytes.byteLength
    if (length > this.#buffer.byteLength) {
      const grown = new Uint8Array(Math.max(length, this.#buffer.byteLength * 2))
      grown.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = grown
    }
    this.#buffer.set(bytes, this.#length)
    this.#length = length
    return this.#buffer.subarray(0, length)
  }

  /** Holds these instead; those that `append` gave stay where they are. */
  replace(bytes: Uint8Array): void {
    if (bytes.buffer === this.#buffer.buffer && bytes.byteOffset === this.#buffer.byteOffset) {
      this.#length = bytes.byteLength
      return
    }
    this.#length = 0
    this.append(bytes)
  }
}
