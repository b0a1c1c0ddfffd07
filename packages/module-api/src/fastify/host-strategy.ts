import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

type Handler = unknown

/** As find-my-way keeps host constraints: exact names first, then expressions in the order of their routes. */
class HostStorage {
  readonly #names = new Map<string, Handler>()
  readonly #expressions: { readonly host: RegExp; readonly handler: Handler }[] = []

  get(host: string): Handler {
    return this.#names.get(host) ?? this.#expressions.find((entry) => entry.host.test(host))?.handler
  }

  set(host: string | RegExp, handler: Handler): void {
    if (host instanceof RegExp) this.#expressions.push({ host: new RegExp(host.source, host.flags.replace(/[gy]/g, '')), handler }) // those two remember
    else this.#names.set(host, handler)
  }
}

type Constraint = Parameters<FastifyInstance['addConstraintStrategy']>[0]

/** Routing by a constraint that is known only when the stages before routing are through. */
export function installBeforeRouting(app: FastifyInstance, beforeRouting: (raw: IncomingMessage, routed: () => void) => void): void {
  /** Some route is constrained by its host. */
  let hostsMatter = false
  /** Who else waits for a request to be ready for routing. */
  const waiting = new WeakMap<IncomingMessage, (() => void)[] | true>()

  // find-my-way reads url and method after asynchronous constraints, and derives host before them.
  const pipeline = {
    name: 'integratedPipeline',
    mustMatchWhenDerived: true, // in use without a route that asks for it
    storage: () => ({ get: () => null, set: () => {} }),
    deriveConstraint(raw: IncomingMessage, _context: unknown, done: (error: Error | null, value?: string) => void) {
      if (!hostsMatter) {
        beforeRouting(raw, () => { done(null, undefined) })
        return
      }
      beforeRouting(raw, () => {
        const others = waiting.get(raw)
        waiting.set(raw, true)
        done(null, undefined) // never a value: normal routing
        if (Array.isArray(others)) for (const other of others) other()
      })
    }
  }
  app.addConstraintStrategy(pipeline as unknown as Constraint) // the type knows synchronous strategies only

  if (app.hasConstraintStrategy('host')) return // somebody brought an own one
  const host = {
    name: 'host',
    storage() {
      hostsMatter = true
      return new HostStorage()
    },
    validate(value: unknown) {
      if (typeof value !== 'string' && !(value instanceof RegExp)) throw new Error('Host should be a string or a RegExp')
    },
    deriveConstraint(raw: IncomingMessage, _context: unknown, done: (error: Error | null, value?: string) => void) {
      const answer = (): void => { done(null, raw.headers.host ?? raw.headers[':authority']?.toString() ?? '') }
      const state = waiting.get(raw)
      if (state === true) answer()
      else waiting.set(raw, [...(state ?? []), answer])
    }
  }
  app.addConstraintStrategy(host as unknown as Constraint)
}
