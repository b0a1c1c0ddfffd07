// Notification × status × priority × profile × connection × who answers × place among the filters: every triple of values, then stories by chance; the
// calls of the real bridge against those that the model of the reference predicts.

import { afterAll, describe, expect, test } from 'vitest'
import { choicesOf } from '../model/choices.ts'
import { coveringRows } from '../model/covering.ts'
import { differenceOf, smallest } from '../model/difference.ts'
import {
  CARRIED, FILTER_ORDERS, FILTER_RESULTS, NOT_CARRIED, PROFILES, predictFilters, type FilterDeed, type FilterOrder, type FilterPrediction,
  type ModelFilter, type Notification, type Profile
} from '../model/filter-model.ts'
import { openFilterPlayer, type FilterPlayer } from '../model/filter-player.ts'
import { CONNECTION_HOSTS } from '../support/site.ts'

const NAMES = ['a', 'b', 'c'] as const
/** Before the handler, where a filter can answer in its place. */
const BEFORE_THE_HANDLER: readonly Notification[] = ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'AUTH_COMPLETE']
/** The orders of the two other filters. */
const OTHERS = { alike: null, around: ['LOW', 'HIGH'], unordered: ['none', 'MEDIUM'] } as const

const { rows, coverage } = coveringRows({
  notification: CARRIED, result: FILTER_RESULTS, order: FILTER_ORDERS, profile: PROFILES, connection: ['keep-alive', 'close'],
  answers: ['handler', 'filter'], place: ['0', '1', '2'], others: Object.keys(OTHERS)
}, 3, ({ notification, answers }) => answers === 'handler' || BEFORE_THE_HANDLER.includes(notification))

let played = 0
afterAll(() => {
  const covered = coverage.map(({ size, covered: have, possible }) => `${have} of ${possible} ${size === 2 ? 'pairs' : 'triples'}`).join(', ')
  console.log(`matrix of filters: ${rows.length} rows with ${covered}; ${played} stories compared with the model; not carried: ${NOT_CARRIED.join(', ')}`)
})

test('every pair and every triple of values is in a row', () => {
  for (const { covered, possible } of coverage) expect(covered).toBe(possible)
})

describe.each(CONNECTION_HOSTS)('%s', (host, open) => {
  test('every triple', async () => {
    for (const [index, row] of rows.entries()) {
      if (host !== 'in memory' && index % 3 !== 0) continue
      const others: readonly FilterOrder[] = OTHERS[row.others as keyof typeof OTHERS] ?? [row.order, row.order]
      const orders = others.toSpliced(Number(row.place), 0, row.order)
      const filters = NAMES.map((name, place): ModelFilter => ({ name, order: orders[place] ?? 'none' }))
      const deed: FilterDeed = { filter: NAMES[Number(row.place)] ?? 'a', notification: row.notification, answers: row.answers === 'filter', result: row.result }
      await compare(await openFilterPlayer(filters, row.profile, open), filters, row.profile, [deed], row.connection === 'keep-alive')
    }
  }, 120_000)

  test('stories by chance', async () => {
    for (let seed = 1; seed <= (host === 'in memory' ? 150 : 30); seed++) {
      const chance = choicesOf(seed)
      const filters = NAMES.slice(0, 2 + chance.number(2)).map((name): ModelFilter => ({ name, order: chance.of(FILTER_ORDERS) }))
      const profile = chance.of(PROFILES)
      const player = await openFilterPlayer(filters, profile, open)
      for (let story = 0; story < 10; story++) {
        const deeds = Array.from({ length: 1 + chance.number(3) }, (): FilterDeed => {
          const notification = chance.of(CARRIED)
          return {
            filter: chance.of(filters).name, notification,
            answers: BEFORE_THE_HANDLER.includes(notification) && chance.often(25),
            ...(chance.often(20) ? { disables: chance.of(CARRIED) } : {}),
            result: chance.of(FILTER_RESULTS)
          }
        })
        await compare(player, filters, profile, deeds, chance.often(70), seed)
      }
    }
  }, 120_000)
})

/** Plays two requests; a disagreement throws with the least that shows it. */
async function compare(player: FilterPlayer, filters: readonly ModelFilter[], profile: Profile, deeds: readonly FilterDeed[], keepAlive: boolean, seed?: number): Promise<void> {
  played++
  const linesOf = ({ calls, answers }: FilterPrediction): readonly string[] => [...calls, ...answers.map((answer) => `client ${answer}`)]
  const difference = async (some: readonly FilterDeed[]): Promise<readonly string[]> => differenceOf(
    linesOf(predictFilters(filters, some, profile, keepAlive, 2)), linesOf(await player.play(some, keepAlive, 2))
  )
  if ((await difference(deeds)).length === 0) return
  const least = await smallest(deeds, async (fewer) => (await difference(fewer)).length > 0)
  const message = [
    `Server and model disagree.${seed === undefined ? '' : ` Seed ${seed}.`} Profile ${profile}, ${keepAlive ? 'keep-alive' : 'close'}, filters ${filters.map(({ name, order }) => `${name} ${order}`).join(', ')}. Deeds:`,
    ...least.map((deed) => `  ${JSON.stringify(deed)}`), 'Calls:', ...await difference(least)
  ].join('\n')
  throw new Error(message)
}
