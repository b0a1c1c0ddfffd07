// User names and passwords in a file of Apache's htpasswd, as a logon for BasicAuthenticationModule.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { compare } from 'bcryptjs'
import type { BasicLogon } from './basic-authentication.ts'
import { refuseOptions } from './options.ts'

const NAME = 'htpasswdFile'
/** What `htpasswd -B` writes. The other formats (MD5, SHA-1, crypt, plain text) do little for a file that has been stolen. */
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/

/** Hashes by user name. */
function parse(file: string, text: string): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const colon = line.indexOf(':')
    const [user, hash] = [line.slice(0, colon), line.slice(colon + 1).trim()]
    const where = `line ${index + 1} of "${file}"`
    if (colon < 1) refuseOptions(NAME, `${where} is not of the form name:hash.`)
    if (!BCRYPT.test(hash)) refuseOptions(NAME, `${where} has no bcrypt hash: set the password of "${user}" again with htpasswd -B.`)
    if (hashes.has(user)) refuseOptions(NAME, `${where} is the second one for "${user}": remove it.`)
    hashes.set(user, hash)
  }
  return hashes
}

class PasswordFile {
  readonly #file: string
  readonly #key = randomBytes(32)
  /** Passwords that have proved right, as digests (with their hash) under a key that nobody else has: bcrypt is slow on purpose, and browsers send credentials every time. */
  readonly #proved = new Map<string, Buffer>()
  #hashes: ReadonlyMap<string, string> = new Map()
  #version = ''

  constructor(file: string) {
    this.#file = file
    this.#refresh()
  }

  async check(userName: string, password: string): Promise<boolean> {
    this.#refresh()
    const hash = this.#hashes.get(userName)
    const digest = createHmac('sha256', this.#key).update(`${hash ?? ''}\0${password}`).digest()
    const proved = this.#proved.get(userName)
    if (hash !== undefined && proved !== undefined && timingSafeEqual(proved, digest)) return true
    // A name that does not exist takes as long as one that does.
    const [someHash] = this.#hashes.values()
    const right = await compare(password, hash ?? someHash ?? '') && hash !== undefined
    if (right) this.#proved.set(userName, digest)
    return right
  }

  /** Takes up changes of the file. Throws when it cannot be read, or has become wrong: nobody is let in then. */
  #refresh(): void {
    const { mtimeMs, size, ino } = statSync(this.#file)
    const version = `${mtimeMs} ${size} ${ino}`
    if (version === this.#version) return
    this.#hashes = parse(this.#file, readFileSync(this.#file, 'utf8'))
    this.#proved.clear()
    this.#version = version
  }
}

/** A logon that reads a file written by `htpasswd -B`, and follows its changes. */
export function htpasswdFile(file: string): BasicLogon {
  if (typeof file !== 'string' || file === '') refuseOptions(NAME, 'the file must be named.')
  let passwords: PasswordFile
  try {
    passwords = new PasswordFile(file)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    return refuseOptions(NAME, `"${file}" cannot be read (${error.message}): give the path of a file that this process may read.`)
  }
  return (userName, password) => passwords.check(userName, password)
}
