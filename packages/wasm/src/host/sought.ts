// What a filter or module looks for and does not find while it starts. Said when it refuses to run: nobody else can say why.

/** So many are named. */
const MOST = 6

export class Sought {
  #names = new Set<string>()
  #isStarting = false

  /** An instance is about to start. */
  begin(): void {
    this.#names = new Set()
    this.#isStarting = true
  }

  /** It has started, or refused: what it asks for from here on is its own business. */
  end(): void { this.#isStarting = false }

  miss(name: string): void { if (this.#isStarting) this.#names.add(name) }

  get names(): readonly string[] { return [...this.#names] }
}

/** The names, as they stand in a sentence. */
export function listOf(names: readonly string[]): string {
  return `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`
}
