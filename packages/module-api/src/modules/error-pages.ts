// TABLE: what CustomErrorModule says where nothing else is configured. Nothing of the request is repeated in it.

import { toHtmlPage } from '../host/html.ts'

const ROWS = [
  { status: 400, title: 'Bad request',             text: 'The server could not make sense of this request.' },
  { status: 401, title: 'Access denied',           text: 'This page is for users who have logged on and are allowed to see it.' },
  { status: 403, title: 'Forbidden',               text: 'This page may not be requested.' },
  { status: 404, title: 'Not found',               text: 'There is no page at this address. Check how it is spelt.' },
  { status: 405, title: 'Method not allowed',      text: 'This page does not accept requests of this kind.' },
  { status: 406, title: 'Not acceptable',          text: 'This page is not available in a form that the browser accepts.' },
  { status: 408, title: 'Request timed out',       text: 'The request took too long to arrive.' },
  { status: 410, title: 'Gone',                    text: 'This page has been removed for good.' },
  { status: 411, title: 'Length required',         text: 'The request must say how long its content is.' },
  { status: 412, title: 'Precondition failed',     text: 'The page has changed, or a condition of the request does not hold.' },
  { status: 413, title: 'Request too large',       text: 'The request has more content than this server accepts.' },
  { status: 414, title: 'Address too long',        text: 'The address is longer than this server accepts.' },
  { status: 415, title: 'Unsupported media type',  text: 'The content of the request has a type that this page does not accept.' },
  { status: 416, title: 'Range not available',     text: 'The part that was asked for lies outside the file.' },
  { status: 429, title: 'Too many requests',       text: 'There were too many requests; wait a little.' },
  { status: 431, title: 'Request headers too long', text: 'The headers of the request are longer than this server accepts.' },
  { status: 500, title: 'Server error',            text: 'Something went wrong on the server, and this request could not be answered.' },
  { status: 501, title: 'Not implemented',         text: 'The server does not know requests of this kind.' },
  { status: 502, title: 'Bad gateway',             text: 'Another server, on which this page depends, gave an answer that makes no sense.' },
  { status: 503, title: 'Service unavailable',     text: 'The server cannot answer now; try again later.' },
  { status: 504, title: 'Gateway timed out',       text: 'Another server, on which this page depends, did not answer in time.' }
] as const

/** Title and text by status. */
export const ERROR_TEXTS: ReadonlyMap<number, { readonly title: string; readonly text: string }> = new Map(ROWS.map((row) => [row.status, row]))

/** The pages by status. */
export const ERROR_PAGES: ReadonlyMap<number, Uint8Array> = new Map(
  ROWS.map(({ status, title, text }) => [status, toHtmlPage(`${status} ${title}`, `<h1>${title}</h1>\n<p>${text}</p>`)])
)
