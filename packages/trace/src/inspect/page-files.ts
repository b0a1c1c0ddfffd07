// TABLE: the files of the page. They lie beside `src` and are served as they are.

import { readFileSync } from 'node:fs'

export interface PageFile {
  /** Below the prefix; empty: the page itself. */
  readonly path: string
  readonly file: string
  readonly type: string
}

const SCRIPT = 'text/javascript; charset=utf-8'

export const PAGE_FILES: readonly PageFile[] = [
  { path: '',               file: 'index.html',    type: 'text/html; charset=utf-8' },
  { path: 'page.css',       file: 'page.css',      type: 'text/css; charset=utf-8' },
  { path: 'icon.svg',       file: 'icon.svg',      type: 'image/svg+xml' },
  { path: 'page.js',        file: 'page.js',       type: SCRIPT },
  { path: 'dom.js',         file: 'dom.js',        type: SCRIPT },
  { path: 'words.js',       file: 'words.js',      type: SCRIPT },
  { path: 'requests.js',    file: 'requests.js',   type: SCRIPT },
  { path: 'request.js',     file: 'request.js',    type: SCRIPT },
  { path: 'lanes.js',       file: 'lanes.js',      type: SCRIPT },
  { path: 'calls.js',       file: 'calls.js',      type: SCRIPT },
  { path: 'connection.js',  file: 'connection.js', type: SCRIPT },
  { path: 'plan.js',        file: 'plan.js',       type: SCRIPT }
]

/** From `src/inspect` as from `dist/inspect`. */
export function readPageFile(file: string): Buffer { return readFileSync(new URL(`../../page/${file}`, import.meta.url)) }

/** Sent with everything. Nothing from elsewhere, nothing inline, no frame around it. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store'
}
