// HTTP_FILTER_LOG with its six texts in one block of linear memory that calls use again. Its words are kept on this side too: a text that is the
// same as the last time is not turned into words again, and comparing them tells what the filter has changed. Memory gets all of them with each
// call: a filter may have written there in between.

import type { HTTP_FILTER_LOG } from '@isapi-bridge/filter-api'
import type { Guest } from './guest.ts'
import type { LinearMemory } from './memory.ts'

const NUMBERS_AT = 6
/** First word of each text, and of what would follow; a text that is longer gets a place of its own. */
const TEXTS_AT = [12, 28, 44, 60, 68, 132, 196] as const
const SIZE = 196
type TextIndex = 0 | 1 | 2 | 3 | 4 | 5

export class LogBlock {
  /** Where the structure lies. */
  readonly address: number
  readonly #start: number
  readonly #words = new Uint32Array(SIZE)
  readonly #bytes = new Uint8Array(this.#words.buffer)
  readonly #texts: (string | null)[] = [null, null, null, null, null, null]
  /** Words of each text with its NUL; 0: it stands elsewhere. */
  readonly #used = [0, 0, 0, 0, 0, 0]

  constructor(guest: Guest) {
    this.address = guest.alloc(SIZE * 4)
    if (this.address === 0) throw new RangeError('no memory for an entry of the log')
    this.#start = this.address >>> 2
  }

  // Each member by its name, here and below: a loop over the names takes longer than all the rest.
  write(guest: Guest, payload: HTTP_FILTER_LOG): void {
    this.#putText(guest, 0, payload.pszClientHostName)
    this.#putText(guest, 1, payload.pszClientUserName)
    this.#putText(guest, 2, payload.pszServerName)
    this.#putText(guest, 3, payload.pszOperation)
    this.#putText(guest, 4, payload.pszTarget)
    this.#putText(guest, 5, payload.pszParameters)
    const mine = this.#words
    mine[NUMBERS_AT] = payload.dwHttpStatus
    mine[NUMBERS_AT + 1] = payload.dwWin32Status
    mine[NUMBERS_AT + 2] = payload.dwBytesSent
    mine[NUMBERS_AT + 3] = payload.dwBytesRecvd
    mine[NUMBERS_AT + 4] = payload.msTimeForProcessing
    guest.memory.words.set(mine, this.#start) // all of it: a stray write into the last entry is not in this one
  }

  #putText(guest: Guest, index: TextIndex, text: string): void {
    if (this.#texts[index] !== text || this.#used[index] === 0) this.#changeText(guest, index, text)
  }

  #changeText(guest: Guest, index: TextIndex, text: string): void {
    this.#texts[index] = text
    const from = TEXTS_AT[index]
    const used = (text.length >>> 2) + 1
    if (from + used > TEXTS_AT[index + 1 as 1]) { // 1 to 6, and each is there
      const elsewhere = guest.take(text.length + 1)
      guest.memory.write(elsewhere, text)
      this.#words[index] = elsewhere
      this.#used[index] = 0
      return
    }
    const mine = this.#words
    mine[index] = this.address + from * 4
    this.#used[index] = used
    mine[from + used - 1] = 0
    const bytes = this.#bytes
    let at = from * 4
    for (let character = 0; character < text.length; character++) bytes[at++] = text.charCodeAt(character)
  }

  /** A filter may put another pointer there, or edit the text where it is; NULL gives no text. */
  read({ memory }: Guest, payload: HTTP_FILTER_LOG): void {
    const { words } = memory
    if (!this.#isSame(memory, words, 0)) payload.pszClientHostName = this.#textAt(memory, 0)
    if (!this.#isSame(memory, words, 1)) payload.pszClientUserName = this.#textAt(memory, 1)
    if (!this.#isSame(memory, words, 2)) payload.pszServerName = this.#textAt(memory, 2)
    if (!this.#isSame(memory, words, 3)) payload.pszOperation = this.#textAt(memory, 3)
    if (!this.#isSame(memory, words, 4)) payload.pszTarget = this.#textAt(memory, 4)
    if (!this.#isSame(memory, words, 5)) payload.pszParameters = this.#textAt(memory, 5)
    const mine = this.#words
    const at = this.#start + NUMBERS_AT
    if (words[at] !== mine[NUMBERS_AT]) payload.dwHttpStatus = words[at] ?? 0
    if (words[at + 1] !== mine[NUMBERS_AT + 1]) payload.dwWin32Status = words[at + 1] ?? 0
    if (words[at + 2] !== mine[NUMBERS_AT + 2]) payload.dwBytesSent = words[at + 2] ?? 0
    if (words[at + 3] !== mine[NUMBERS_AT + 3]) payload.dwBytesRecvd = words[at + 3] ?? 0
    if (words[at + 4] !== mine[NUMBERS_AT + 4]) payload.msTimeForProcessing = words[at + 4] ?? 0
  }

  #isSame(memory: LinearMemory, words: Uint32Array, index: TextIndex): boolean {
    const mine = this.#words
    const at = this.#start
    if (words[at + index] !== mine[index]) return false
    const from = TEXTS_AT[index]
    const end = from + (this.#used[index] ?? 0)
    for (let word = from; word < end; word++) if (words[at + word] !== mine[word]) return memory.holds(words[at + index] ?? 0, this.#texts[index] ?? '') // or else it is behind the NUL
    return end > from || memory.holds(words[at + index] ?? 0, this.#texts[index] ?? '')
  }

  #textAt(memory: LinearMemory, index: TextIndex): string { return memory.text(memory.word(this.address + index * 4)) ?? '' }
}
