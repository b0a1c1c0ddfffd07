// One scenario in a process of its own. Tells its parent the port, then, whenever it is asked, the processor time spent so far.

import Fastify from 'fastify'
import { scenarioOf } from './scenarios.ts'

export interface Listening { readonly port: number }
/** Microseconds, of all threads. */
export interface Spent { readonly spent: number }

const { build } = scenarioOf(process.argv[2] ?? '')
const app = Fastify()
build(app)
await app.listen({ host: '127.0.0.1', port: 0 })

const tell = (message: Listening | Spent): void => { process.send?.(message) }
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  tell({ spent: user + system })
})
process.on('disconnect', () => { process.exit() })
const [address] = app.addresses()
tell({ port: typeof address === 'object' ? address.port : 0 })
