import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { homesFolder } from '../src/folders.ts'
import { listTimings } from '../src/timings.ts'
import { Client, column, useDemo } from './support/demo.ts'

const demo = useDemo()

it('X-Connection-Requests grows over a kept connection and starts again on a new one', async () => {
  await demo.app.listen({ host: '127.0.0.1', port: 0 })
  const first = new Client(demo.app)
  const second = new Client(demo.app)
  const count = async (client: Client, path: string): Promise<unknown> => (await client.get(path)).headers['x-connection-requests']
  expect([await count(first, '/app/hello'), await count(first, '/'), await count(first, '/nothing')]).toEqual(['1', '2', '3'])
  expect(await count(second, '/app/hello')).toBe('1')
  expect(await count(first, '/~alice/notes.txt')).toBe('4')
  first.close()
  second.close()
})

it('counts one request on each connection of inject', async () => {
  for (const url of ['/', '/nothing']) expect((await demo.app.inject(url)).headers['x-connection-requests']).toBe('1')
})

it('serves the file of a user', async () => {
  await demo.app.listen({ host: '127.0.0.1', port: 0 })
  const client = new Client(demo.app)
  const answer = await client.get('/~alice/notes.txt')
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  expect(answer.body).toBe(readFileSync(`${homesFolder}/alice/notes.txt`, 'utf8'))
  client.close()
})

it('a client that leaves in the middle of its upload leaves one log line and one timing of each kind', async () => {
  await demo.app.listen({ host: '127.0.0.1', port: 0 })
  const before = new Set(listTimings()) // it keeps the last ones only, of all servers of the process
  const added = () => listTimings().filter((timing) => !before.has(timing))
  const socket = connect((demo.app.server.address() as AddressInfo).port, '127.0.0.1') // it listens on a port
  await once(socket, 'connect')
  socket.write('POST /app/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nbeginning')
  await expect.poll(async () => (await demo.app.inject('/_bridge/trace')).json<{ url: string }[]>().at(-1)?.url).toBe('/app/echo')
  socket.destroy()
  await expect.poll(() => added().length).toBe(3)
  expect(added().map(({ kind, url }) => [kind, url])).toEqual([['module', '/app/echo'], ['filter', '/app/echo'], ['filter', '/app/echo']])
  const log = await demo.log()
  const ofEcho = column(log, 'sc-win32-status').filter((_status, index) => column(log, 'cs-uri-stem')[index] === '/app/echo')
  expect(ofEcho).toEqual(['64'])
})
