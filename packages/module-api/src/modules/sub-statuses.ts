// TABLE: what the sub-statuses of the built-in modules mean ("HTTP status codes in IIS 7.0 and later", KB 943891). For the detailed error page only.

const ROWS = [
  { code: '401.1',  text: 'Logon failed: user name or password is wrong.' },
  { code: '401.2',  text: 'Access is denied by the configuration of the server: no credentials came along, or not those of a user who may see this.' },
  { code: '401.3',  text: 'The file or folder may not be read by the server itself.' },
  { code: '403.14', text: 'This folder has no default document, and its contents are not listed.' },
  { code: '404.0',  text: 'Neither a route nor a file of the site answers to this URL.' },
  { code: '404.5',  text: 'Request filtering: the URL contains a sequence that is denied.' },
  { code: '404.6',  text: 'Request filtering: this verb is denied.' },
  { code: '404.7',  text: 'Request filtering: this file extension is denied.' },
  { code: '404.8',  text: 'Request filtering: a segment of the URL is hidden.' },
  { code: '404.11', text: 'Request filtering: the URL is escaped twice, or has a plus sign in its path.' },
  { code: '404.12', text: 'Request filtering: the URL has characters beyond ASCII.' },
  { code: '404.14', text: 'Request filtering: the URL is too long.' },
  { code: '404.15', text: 'Request filtering: the query string is too long.' },
  { code: '413.1',  text: 'Request filtering: the content is longer than it may be.' },
  { code: '500.0',  text: 'A module or the handler failed. The log of the server tells more.' }
] as const

/** Meaning by status and sub-status, as in `404.8`. */
export const SUB_STATUSES: ReadonlyMap<string, string> = new Map(ROWS.map(({ code, text }) => [code, text]))
