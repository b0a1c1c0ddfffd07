// Ours: the bytes of a connection below HTTP, in both directions. httpserv.h has nothing of the kind; ISAPI filters need it.

import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpContext } from './http-context.ts'

/** One block of bytes on its way; it serves one call. */
export interface RawBlock {
  /** The request that the block belongs to; where there is none yet, or none any more, a context that knows the connection only. */
  readonly context: IHttpContext
  /** False: the context stands for a request that has not been parsed. Nothing runs on it. */
  readonly parsed: boolean
  /** Assign others to change what goes on; none, and nothing does. Those that came belong to somebody else: they are not to be written to. */
  bytes: Uint8Array
}

/** A block that the client sent. */
export interface RawReadBlock extends RawBlock {
  /** With 'more': the next block has at most so many bytes. 0: whatever comes. */
  nextSize: number
}

/**
 * `continue`: the bytes go on. `close`: nothing goes on in either direction; what left before leaves, then the connection ends. `reset`: it is reset.
 * `more`, when reading: nothing goes on, the handler has kept what it needs and is called again when the client has sent more; if that takes longer
 * than `rawReadTimeout`, or becomes more than `rawReadLimit`, the connection ends.
 */
export type RawDataResult = 'continue' | 'more' | 'close' | 'reset'

/**
 * Sees the bytes of the connections of clients, decrypted where they are encrypted. Not under HTTP/2, inject, in the memory host, and not for what follows an
 * upgrade. Both handlers answer at once; one that throws resets the connection.
 */
export interface RawDataHandlers {
  /** Asked for each new connection; false leaves it alone, null means that nobody knows yet. Left out: every connection. */
  isNeeded?(): boolean | null
  /** Bytes as they were read, before they are parsed: head, body and framing, of several requests perhaps. */
  onRead?(block: RawReadBlock): RawDataResult
  /**
   * Bytes about to leave: the header block of a response with its blank line, then each piece of the body as it was handed over, without chunk framing. It is
   * added again where the header block that left says so. Interim responses pass unseen.
   */
  onSend?(block: RawBlock): RawDataResult
}

/** The connection of a request below HTTP. */
export interface RawChannel {
  /** Nothing of the response has left yet. */
  readonly untouched: boolean
  /**
   * Sends bytes past the response, through the handlers of raw data; in chunks, where the header block that left says so. Until onRequestEnded of
   * all modules is through. A connection on which the last response is not complete by its own header block is closed. ERROR_NOT_SUPPORTED: too late.
   */
  write(bytes: Uint8Array): HRESULT
  /** What the server still sends of this response goes nowhere. */
  discardResponse(): void
}
