// Every event × everything a handler can end with × every kind of answer × priorities, then stacks and deeds by chance: the calls of the real server
// against those that the model of the reference predicts.

import type { PRIORITY_ALIAS } from '@isapi-bridge/module-api'
import { afterAll, describe, test } from 'vitest'
import { choicesOf } from '../model/choices.ts'
import { differenceOf, smallest } from '../model/difference.ts'
import { EVENTS, predict, type Answer, type Deed, type HostManners, type ModelModule, type Prediction, type Result } from '../model/module-model.ts'
import { openPlayer, type Player } from '../model/module-player.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'

const NAMES = ['a', 'b', 'c', 'd'] as const
const ALIASES: readonly (PRIORITY_ALIAS | undefined)[] = [undefined, 'FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST']
const ANSWERS: readonly Answer[] = ['buffered', 'streamed', 'throwing', 'none']
const PENDING: readonly (readonly [Result, Result])[] = [
  ['post then continue', 'post then finish'], ['indicate continue', 'indicate finish'], ['promise of continue', 'promise of finish']
]

/** The priorities of a, b and c: none set, the list against them, two alike, classes at both ends. */
const PRIORITIES: readonly (readonly (PRIORITY_ALIAS | undefined)[])[] = [
  [undefined, undefined, undefined], ['LAST', 'MEDIUM', 'FIRST'], ['LOW', 'HIGH', 'HIGH'], [undefined, 'FIRST', 'LAST']
]

interface Share {
  readonly open: OpenSite
  /** The memory host collects every answer before it sends one. */
  readonly answers: readonly Answer[]
  readonly manners: HostManners
  /** Of so many combinations one is played. */
  readonly everyNth: number
  /** Stacks by chance. */
  readonly stacks: number
}

const SHARES: Readonly<Record<string, Omit<Share, 'open'>>> = {
  'in memory': { answers: ANSWERS.filter((answer) => answer !== 'streamed'), manners: { errorsHaveBody: false }, everyNth: 1, stacks: 60 },
  'under inject': { answers: ANSWERS, manners: { errorsHaveBody: true }, everyNth: 1, stacks: 120 },
  'over sockets': { answers: ANSWERS, manners: { errorsHaveBody: true }, everyNth: 7, stacks: 15 }
}

let played = 0
afterAll(() => { console.log(`matrix of modules: ${played} requests compared with the model`) })

describe.each(HOSTS.map(([name, open]) => [name, { open, ...SHARES[name] } as Share] as const))('%s', (_, { open, answers, manners, everyNth, stacks }) => {
  test.each(PRIORITIES.map((set) => [set.map((alias) => alias ?? 'unset').join(' '), set] as const))('every event and result, priorities %s', async (_title, set) => {
    const modules = set.map((alias, place) => subscribed(NAMES[place] ?? '', alias, set[(place + 1) % set.length]))
    const player = { ...await openPlayer(modules, open), manners }
    let turn = 0
    for (const event of EVENTS) {
      for (const result of ['continue', 'finish', 'throw', ...(event === 'SEND_RESPONSE' ? [] : PENDING.flat())] as const) {
        for (const answer of answers) {
          if (++turn % everyNth === 0) await compare(player, modules, [{ module: NAMES[turn % 3] ?? 'a', event, result }], answer)
        }
      }
    }
  }, 120_000)

  test('stacks and deeds by chance', async () => {
    for (let seed = 1; seed <= stacks; seed++) {
      const chance = choicesOf(seed)
      const modules = NAMES.slice(0, 2 + chance.number(3)).map((name): ModelModule => {
        const events = EVENTS.filter(() => chance.often(70))
        return { name, events: new Set(events), priority: new Map(events.map((event) => [event, chance.of(ALIASES)])) }
      })
      const player = { ...await openPlayer(modules, open), manners }
      for (let request = 0; request < 12; request++) {
        const deeds = Array.from({ length: 1 + chance.number(4) }, () => deedOf(modules, chance))
        await compare(player, modules, compatible(deeds), chance.of(answers), seed)
      }
    }
  }, 120_000)
})

/** Subscribed to everything, with one priority for events and another for post-events. */
function subscribed(name: string, event: PRIORITY_ALIAS | undefined, post: PRIORITY_ALIAS | undefined): ModelModule {
  return { name, events: new Set(EVENTS), priority: new Map(EVENTS.map((each) => [each, each.startsWith('post ') ? post : event])) }
}

function deedOf(modules: readonly ModelModule[], chance: ReturnType<typeof choicesOf>): Deed {
  const { name, events } = chance.of(modules)
  const event = chance.of([...events])
  const isNested = event === 'SEND_RESPONSE' || event === 'MAP_PATH'
  return {
    module: name, event,
    flush: event !== 'SEND_RESPONSE' && chance.often(25),
    map: !isNested && chance.often(15),
    handled: !isNested && chance.often(10),
    ...(chance.often(15) ? { disable: chance.of(EVENTS) } : {}),
    result: chance.often(40) ? 'continue' : chance.of(['finish', 'throw', ...(event === 'SEND_RESPONSE' ? [] : PENDING.flat())])
  }
}

/** One deed for each event of a module; a mapping that somebody waits for cannot pend (3.6 knows no such thing). */
function compatible(deeds: readonly Deed[]): readonly Deed[] {
  const waits = deeds.some((deed) => deed.map === true)
  return deeds.filter((deed, index) => deeds.findIndex((other) => other.module === deed.module && other.event === deed.event) === index)
    .map((deed) => (waits && deed.event === 'MAP_PATH' && PENDING.flat().includes(deed.result) ? { ...deed, result: 'finish' } : deed))
}

/** Plays the request; a disagreement throws with the least that shows it. */
async function compare(player: Player & { readonly manners: HostManners }, modules: readonly ModelModule[], deeds: readonly Deed[], answer: Answer, seed?: number): Promise<void> {
  played++
  const linesOf = ({ calls, status }: Prediction): readonly string[] => [...calls, `client ${status}`]
  const difference = async (some: readonly Deed[]): Promise<readonly string[]> => differenceOf(linesOf(predict(modules, some, answer, player.manners)), linesOf(await player.play(some, answer)))
  if ((await difference(deeds)).length === 0) return
  const least = await smallest(deeds, async (fewer) => (await difference(fewer)).length > 0)
  const lines = await difference(least)
  const relevant = new Set(EVENTS.filter((event) => lines.some((line) => !line.startsWith(' ') && line.includes(` ${event}`)) || least.some((deed) => deed.event === event)))
  const stack = modules.map(({ name, priority }) => `  ${name}: ${[...priority].filter(([event]) => relevant.has(event)).map(([event, alias]) => `${event}=${alias ?? 'unset'}`).join(' ')}`)
  throw new Error([
    `Server and model disagree.${seed === undefined ? '' : ` Seed ${seed}.`} Answer: ${answer}. Deeds:`, ...least.map((deed) => `  ${JSON.stringify(deed)}`),
    'Modules:', ...stack, 'Calls:', ...lines
  ].join('\n'))
}
