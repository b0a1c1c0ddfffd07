import { homedir } from 'node:os'
import { join } from 'node:path'

/** Of this user; XDG_CACHE_HOME moves it. */
export function cacheFolder(): string { return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'isapi-bridge') }
