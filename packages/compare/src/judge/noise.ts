// What differs between a side and itself. What was seen once on a route holds for all its requests: two times may be equal by chance.

const LIMIT = 2000
/** Things of one route. */
const THINGS = 200
const VARIABLE = /^(?:\d+|[\da-f]{8}-[\da-f-]{27}|[\da-f]{16,})$/i

/** Method and path of a request, with one name for all numbers and ids in it. */
export function routeOf(method: string, target: string): string {
  const path = target.replace(/[?#].*$/s, '')
  return `${method} ${path.split('/').map((part) => (VARIABLE.test(part) ? '*' : part)).join('/')}`
}

export class Noise {
  readonly #routes = new Map<string, Set<string>>()

  add(route: string, what: string): void {
    const known = this.#routes.get(route)
    if (known !== undefined) {
      if (known.size < THINGS) known.add(what)
    } else if (this.#routes.size < LIMIT) this.#routes.set(route, new Set([what]))
  }

  has(route: string, what: string): boolean { return this.#routes.get(route)?.has(what) === true }

  /** What was noise, with the routes where it was. */
  list(): { readonly what: string; readonly routes: readonly string[] }[] {
    const byWhat = new Map<string, string[]>()
    for (const [route, all] of this.#routes) for (const what of all) byWhat.set(what, [...byWhat.get(what) ?? [], route])
    // Noise in an answer is noise on its way too.
    for (const [what, routes] of byWhat) {
      const answered = byWhat.get(what.replace(/^trace response-/, ''))
      if (what.startsWith('trace response-') && routes.every((route) => answered?.includes(route) === true)) byWhat.delete(what)
    }
    return [...byWhat].map(([what, routes]) => ({ what, routes })).sort((x, y) => y.routes.length - x.routes.length)
  }
}
