import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { siteFolder } from '../src/folders.ts'
import { Client, useDemo } from './support/demo.ts'

const demo = useDemo()
const hello = readFileSync(`${siteFolder}/shout/hello.txt`, 'utf8')

describe('filter shout', () => {
  it('gives plain text under /shout/ in capitals, over and over on one connection, and nothing else', async () => {
    await demo.app.listen({ port: 0, host: '127.0.0.1' })
    const client = new Client(demo.app)
    const quiet = readFileSync(`${siteFolder}/shout/hello.html`, 'utf8')
    for (const [method, path, body] of [
      ['GET', '/shout/hello.txt', hello.toUpperCase()], ['HEAD', '/shout/hello.txt', ''], ['GET', '/shout/hello.html', quiet], ['GET', '/app/hello', '{"hello":"world","url":"/app/hello"}'],
      ['GET', '/files/digits.txt', readFileSync(`${siteFolder}/files/digits.txt`, 'utf8')], ['GET', '/shout/hello.txt?again', hello.toUpperCase()]
    ] as const) expect([path, (await client.get(path, method)).body]).toEqual([path, body])
    const { headers } = await client.get('/shout/hello.txt')
    expect([headers['content-type'], headers['content-length']]).toEqual([expect.stringMatching(/^text\/plain/), String(hello.length)])
    client.close()
  })

  it('does nothing under inject, which has no bytes', async () => {
    expect((await demo.app.inject('/shout/hello.txt')).body).toBe(hello)
  })
})
