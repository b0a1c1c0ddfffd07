import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect } from 'vitest'
import { createServer } from '../../src/server.ts'

/** A demo server for each test, with a log folder of its own. Nothing may have been reported at its end. */
export interface Demo {
  readonly app: FastifyInstance
  /** What filters and modules did wrong; a test that expects something takes it out. */
  readonly reported: Error[]
  /** Ends the server, and gives the lines of its log: the last `#Fields` line first. */
  log(): Promise<string[]>
}

export function useDemo(): Demo {
  let app: FastifyInstance
  let logFolder: string
  const reported: Error[] = []
  beforeEach(async () => {
    logFolder = mkdtempSync(join(tmpdir(), 'isapi-bridge-demo-'))
    reported.length = 0
    app = await createServer({ logFolder, report: (error) => { reported.push(error) } })
  })
  afterEach(async () => {
    await app.close()
    rmSync(logFolder, { recursive: true })
    expect(reported).toEqual([])
  })
  return {
    reported,
    get app() { return app },
    async log() {
      await app.close()
      const files = readdirSync(logFolder)
      expect(files).toEqual([expect.stringMatching(/^u_ex\d{6}\.log$/)])
      const lines = readFileSync(join(logFolder, files[0] ?? ''), 'utf8').trimEnd().split(/\r?\n/)
      return lines.filter((line) => line.startsWith('#Fields: ') || !line.startsWith('#'))
    }
  }
}

/** One column of the lines of a log. */
export function column(log: readonly string[], field: string): string[] {
  const [fields = '', ...lines] = log
  const index = fields.split(' ').slice(1).indexOf(field)
  return lines.map((line) => line.split(' ')[index] ?? '')
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A client with one kept connection; the path goes out exactly as given. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #port: number

  constructor(app: FastifyInstance) {
    this.#port = (app.server.address() as AddressInfo).port // it listens on a port
  }

  get(path: string, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: this.#port, path, method, agent: this.#agent }, (response) => {
        response.setEncoding('utf8').toArray().then((chunks) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: chunks.join('') })
        }, reject)
      }).on('error', reject).end()
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
