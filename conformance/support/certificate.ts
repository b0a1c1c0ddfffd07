// A certificate for sites of tests.

import { execFileSync } from 'node:child_process'

export interface Certificate { readonly key: string; readonly cert: string }

let made: Certificate | null | undefined

/** Key and self-signed certificate of site.test, made at the first need; null where there is no openssl. */
export function certificate(): Certificate | null {
  return made ??= make()
}

function make(): Certificate | null {
  try {
    const pem = execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=site.test', '-keyout', '-', '-out', '-'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    return { key: pem, cert: pem }
  } catch {
    return null
  }
}
