// Mirrors httpserv.h: the client connection.

import type { IHttpConnectionModuleContextContainer } from './stored-context.ts'

/** One client connection; several requests may come over it. Owned by the server. [IHttpConnection] */
export interface IHttpConnection {
  /** False once the client has gone: stop early with RQ_NOTIFICATION_FINISH_REQUEST. */
  IsConnected(): boolean
  /** `cbAllocation` bytes, zeroed, that live as long as the connection (the page says request; divergence); null for what is no size, or more than there is. */
  AllocateMemory(cbAllocation: number): Uint8Array | null
  /** The connection's container, never null; it outlives single requests. */
  GetModuleContextContainer(): IHttpConnectionModuleContextContainer
}
