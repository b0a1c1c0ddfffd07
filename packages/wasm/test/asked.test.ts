// A C filter that does what it is asked for: what it may do on the drive and in the registry, and what its callbacks keep.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_PATH_NOT_FOUND, ERROR_SUCCESS
} from '@isapi-bridge/win32'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WasmFilterOptions } from '@isapi-bridge/wasm'
import { load, type Client } from './support/guests.ts'

/** Of ERROR_KEY_HAS_CHILDREN, which nothing else here has. */
const KEY_HAS_CHILDREN = 1020

/** Its answer: the error, and what it has found. */
function ask(client: Client, ...words: readonly string[]): readonly [number, string] {
  client.preproc({ 'X-Ask': words.join('|') })
  const [error = '', ...found] = (client.added.at(-1)?.[1] ?? '').split(' ')
  return [Number(error), found.join(' ')]
}

async function connect(options: WasmFilterOptions = {}): Promise<Client> {
  const { connect: open } = await load('asked', options)
  return open()
}

/** TABLE: the folders of a machine, of which the filter has `www` to read and `data` to write. */
function machine(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-asked-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const name of ['www', 'www2', 'data', 'outside']) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'file.txt'), name)
  }
  symlinkSync(join(folder, 'www2'), join(folder, 'www', 'beside'))
  symlinkSync(join(folder, 'outside'), join(folder, 'data', 'out'))
  return folder
}

function drive(folder: string): WasmFilterOptions {
  return { drive: { 'C:\\www': join(folder, 'www'), 'C:\\data': { folder: join(folder, 'data'), writable: true } } }
}

/** All that is on it, so that nothing changes unseen. */
function contents(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => `${join(entry.parentPath, entry.name).slice(folder.length)}: ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`).toSorted()
}

describe('the drive', () => {
  it.each([
    ['a file, in any case', 'C:\\WWW\\File.TXT', ERROR_SUCCESS, 'www'],
    ['with slashes, and ways up that stay inside', 'c:/www/../data/./file.txt', ERROR_SUCCESS, 'data'],
    ['one that is not there', 'C:\\www\\other.txt', ERROR_FILE_NOT_FOUND, ''],
    ['one above the root', 'C:\\..\\..\\outside\\file.txt', ERROR_PATH_NOT_FOUND, ''],
    ['another drive', 'D:\\www\\file.txt', ERROR_PATH_NOT_FOUND, ''],
    ['a folder beside one of the drive, by a link', 'C:\\www\\beside\\file.txt', ERROR_ACCESS_DENIED, ''],
    ['a folder outside, by a link', 'C:\\data\\out\\file.txt', ERROR_ACCESS_DENIED, '']
  ])('reading: %s', async (_name, path, error, text) => {
    expect(ask(await connect(drive(machine())), 'read', path)).toEqual([error, text])
  })

  it.each([
    ['create', 'C:\\www\\new.txt'], ['create', 'C:\\www\\file.txt'], ['change', 'C:\\www\\file.txt'], ['truncate', 'C:\\www\\file.txt'], ['truncate-unwritten', 'C:\\www\\file.txt'], ['append', 'C:\\www\\file.txt', 'more'],
    ['delete', 'C:\\www\\file.txt'], ['move', 'C:\\www\\file.txt', 'C:\\data\\moved.txt'], ['move', 'C:\\data\\file.txt', 'C:\\www\\moved.txt'], ['make-folder', 'C:\\www\\new'],
    ['remove-folder', 'C:\\www'], ['create', 'C:\\data\\out\\new.txt'], ['delete', 'C:\\data\\out\\file.txt'], ['move', 'C:\\data\\file.txt', 'C:\\data\\out\\moved.txt'],
    ['make-folder', 'C:\\data\\out\\new'], ['create', 'C:\\new.txt'], ['make-folder', 'C:\\new']
  ])('nothing changes where nothing may be written: %s %s', async (...words) => {
    const folder = machine()
    const before = contents(folder)
    expect(ask(await connect(drive(folder)), ...words)[0]).not.toBe(ERROR_SUCCESS)
    expect(contents(folder)).toEqual(before)
    expect(existsSync(join(folder, 'www', 'new')) || existsSync(join(folder, 'outside', 'new'))).toBe(false)
  })

  it('a writable folder: create, change, append behind what is there, move, delete', async () => {
    const folder = machine()
    const client = await connect(drive(folder))
    for (const words of [
      ['create', 'C:\\data\\made.txt'], ['append', 'C:\\data\\made.txt', ' and more'], ['change', 'C:\\data\\file.txt'], ['make-folder', 'C:\\data\\inner'],
      ['move', 'C:\\data\\made.txt', 'C:\\data\\inner\\moved.txt']
    ]) expect(ask(client, ...words)[0]).toBe(ERROR_SUCCESS)
    expect(contents(join(folder, 'data'))).toEqual(['/file.txt: newa', '/inner/moved.txt: new and more'])
    for (const words of [['delete', 'C:\\data\\inner\\moved.txt'], ['remove-folder', 'C:\\data\\inner'], ['truncate', 'C:\\data\\file.txt']]) expect(ask(client, ...words)[0]).toBe(ERROR_SUCCESS)
    expect(contents(join(folder, 'data'))).toEqual(['/file.txt: '])
  })
})

it('the registry: a key that holds keys stays, and a closed one is none', async () => {
  const client = await connect({ registry: { 'HKLM\\Software\\Contoso\\Filter': { Name: 'it' } } })
  expect(ask(client, 'closed-key', 'Software\\Contoso\\Filter')[0]).toBe(ERROR_INVALID_HANDLE)
  expect(ask(client, 'delete-key', 'Software\\Contoso')[0]).toBe(KEY_HAS_CHILDREN)
  expect(ask(client, 'delete-key', 'SOFTWARE\\contoso\\FILTER')[0]).toBe(ERROR_SUCCESS)
  expect(ask(client, 'delete-key', 'Software\\Contoso\\Filter')[0]).toBe(ERROR_FILE_NOT_FOUND)
})

describe('memory', () => {
  it('a block of a session that has ended is given out again, and is empty', async () => {
    const { connect: open } = await load('asked')
    const one = open()
    const [, first] = ask(one, 'alloc', '100')
    expect(first).toMatch(/ empty$/)
    one.end()
    expect(ask(open(), 'alloc', '100')[1]).toBe(first)
  })

  it('WriteClient keeps what was in the buffer', async () => {
    const client = await connect()
    expect(ask(client, 'write-twice')[0]).toBe(ERROR_SUCCESS)
    expect(client.written.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual(['one', 'two'])
  })

  it('a buffer may be given again with more room', async () => {
    expect(ask(await connect(), 'grow')).toEqual([ERROR_SUCCESS, 'grow'])
  })

  it('raw data have the room that they say, and stay what they are when others follow', async () => {
    const client = await connect()
    const first = client.sendRaw(Buffer.from('abc'), 6)
    client.sendRaw(Buffer.from('defghi'), 9)
    expect(Buffer.from(first).toString('latin1')).toBe('abc...')
  })
})

it('a session that has ended has no callbacks', async () => {
  const { connect: open } = await load('asked')
  const [one, other] = [open(), open()]
  expect(ask(one, 'keep')[0]).toBe(ERROR_SUCCESS)
  expect(ask(other, 'use-kept')[0]).toBe(ERROR_SUCCESS)
  expect(one.added.at(-1)).toEqual(['X-Kept', 'yes'])
  one.end()
  expect(ask(other, 'use-kept')[0]).toBe(ERROR_INVALID_PARAMETER)
  expect([...one.added, ...other.added].filter(([name]) => name === 'X-Kept').length).toBe(1)
})

it.each([true, false])('fResetAuth goes in as %s and comes out as the filter leaves it', async (fResetAuth) => {
  expect((await connect()).authComplete(fResetAuth)).toBe(!fResetAuth)
})
