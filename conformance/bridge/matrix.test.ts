// Notification × status × priority × profile × connection × who answers × place among the filters: every triple of values, then stories by chance; the
// calls of the real bridge against those that the model of the reference predicts.

import { afterAll, describe, expect, test } from 'vitest'
import { choicesOf } from '../model/choices.ts'
import { coveringRows } from '../model/covering.ts'
import { differenceOf, smallest } from '../model/difference.ts'
import {
  DENIALS, FILTER_ORDERS, FILTER_RESULTS, NOTIFICATIONS, NOT_RAW, PROFILES, RAW, predictFilters, readsRaw, type Denial, type FilterDeed, type FilterOrder,
  type FilterPrediction, type ModelFilter, type Notification, type Profile
} from '../model/filter-model.ts'
import { openFilterPlayer, type FilterPlayer } from '../model/filter-player.ts'
import { CONNECTION_HOSTS, openOverSockets } from '../support/site.ts'

const NAMES = ['a', 'b', 'c'] as const
/** Where a filter can answer in the place of the handler, or of the server's 401. */
const CAN_ANSWER: readonly Notification[] = ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'ACCESS_DENIED', 'AUTH_COMPLETE', 'SEND_RESPONSE']
/** The orders of the two other filters. */
const OTHERS = { alike: null, around: ['LOW', 'HIGH'], unordered: ['none', 'MEDIUM'] } as const

const { rows, coverage } = coveringRows({
  notification: NOT_RAW, result: FILTER_RESULTS, order: FILTER_ORDERS, profile: PROFILES, connection: ['keep-alive', 'close'],
  answers: ['handler', 'filter'], place: ['0', '1', '2'], others: Object.keys(OTHERS), denial: DENIALS
}, 3, ({ notification, answers, denial }) => (answers === 'handler' || CAN_ANSWER.includes(notification)) && (notification !== 'ACCESS_DENIED' || denial !== 'none'))

/**
 * What ends a connection in raw data is not here: the client has no answer to compare. READ_NEXT waits for bytes that nobody sends.
 * A filter that switches itself off handles the first block only, which a run that counts as one does not show.
 */
const rawRows = coveringRows({
  notification: RAW, result: ['NEXT', 'HANDLED', 'nonsense', 'READ_NEXT'], order: FILTER_ORDERS, profile: PROFILES, connection: ['keep-alive', 'close'], place: ['0', '1', '2'],
  others: Object.keys(OTHERS), denial: DENIALS, disables: ['nothing', 'PREPROC_HEADERS', 'SEND_RESPONSE', 'SEND_RAW_DATA', 'END_OF_REQUEST', 'END_OF_NET_SESSION']
}, 3, ({ notification, result, profile, disables }) => (notification === 'READ_RAW_DATA' ? result !== 'READ_NEXT' && readsRaw(profile) : result !== 'HANDLED' || disables !== 'SEND_RAW_DATA'))

interface Site {
  readonly filters: readonly ModelFilter[]
  readonly profile: Profile
  readonly denial: Denial
}

let played = 0
afterAll(() => {
  const covered = coverage.map(({ size, covered: have, possible }) => `${have} of ${possible} ${size === 2 ? 'pairs' : 'triples'}`).join(', ')
  console.log(`matrix of filters: ${rows.length} rows with ${covered}; ${played} stories compared with the model, ${rawRows.rows.length} of them with raw data`)
})

test('every pair and every triple of values is in a row', () => {
  for (const { covered, possible } of [...coverage, ...rawRows.coverage]) expect(covered).toBe(possible)
})

describe.each(CONNECTION_HOSTS)('%s', (host, open) => {
  test('every triple', async () => {
    for (const [index, row] of rows.entries()) {
      if (host !== 'in memory' && index % 3 !== 0) continue
      const filters = filtersOf(row)
      const deed: FilterDeed = { filter: NAMES[Number(row.place)] ?? 'a', notification: row.notification, answers: row.answers === 'filter', result: row.result }
      const site = { filters, profile: row.profile, denial: row.denial }
      await compare(await openFilterPlayer(filters, row.profile, row.denial, open), site, [deed], row.connection === 'keep-alive')
    }
  }, 120_000)

  test('stories by chance', async () => {
    for (let seed = 1; seed <= (host === 'in memory' ? 150 : 30); seed++) {
      const chance = choicesOf(seed)
      const filters = NAMES.slice(0, 2 + chance.number(2)).map((name): ModelFilter => ({ name, order: chance.of(FILTER_ORDERS) }))
      const profile = chance.of(PROFILES)
      const denial = chance.often(70) ? 'none' : chance.of(DENIALS)
      const player = await openFilterPlayer(filters, profile, denial, open)
      for (let story = 0; story < 10; story++) {
        const deeds = Array.from({ length: 1 + chance.number(3) }, (): FilterDeed => {
          const notification = chance.of(NOT_RAW)
          return {
            filter: chance.of(filters).name, notification,
            answers: CAN_ANSWER.includes(notification) && chance.often(25),
            ...(chance.often(20) ? { disables: chance.of(NOT_RAW) } : {}),
            result: chance.of(FILTER_RESULTS)
          }
        })
        await compare(player, { filters, profile, denial }, deeds, chance.often(70), seed)
      }
    }
  }, 120_000)
})

test('raw data, over sockets', async () => {
  for (const row of rawRows.rows) {
    const filters = filtersOf(row)
    const disables = NOTIFICATIONS.find((notification) => notification === row.disables)
    const deed: FilterDeed = { filter: NAMES[Number(row.place)] ?? 'a', notification: row.notification, result: row.result, ...(disables === undefined ? {} : { disables }) }
    const site = { filters, profile: row.profile, denial: row.denial }
    await compare(await openFilterPlayer(filters, row.profile, row.denial, openOverSockets, true), site, [deed], row.connection === 'keep-alive', undefined, true)
  }
}, 120_000)

/** The filter that acts, at its place among the others. */
function filtersOf({ order, others, place }: { readonly order: FilterOrder; readonly others: string; readonly place: string }): readonly ModelFilter[] {
  const around: readonly FilterOrder[] = OTHERS[others as keyof typeof OTHERS] ?? [order, order]
  const orders = around.toSpliced(Number(place), 0, order)
  return NAMES.map((name, index): ModelFilter => ({ name, order: orders[index] ?? 'none' }))
}

/** Plays two requests; a disagreement throws with the least that shows it. */
async function compare(player: FilterPlayer, { filters, profile, denial }: Site, deeds: readonly FilterDeed[], keepAlive: boolean, seed?: number, raw = false): Promise<void> {
  played++
  const linesOf = ({ calls, answers }: FilterPrediction): readonly string[] => [...calls, ...answers.map((answer) => `client ${answer}`)]
  const difference = async (some: readonly FilterDeed[]): Promise<readonly string[]> => differenceOf(
    linesOf(predictFilters(filters, some, profile, denial, keepAlive, 2, raw)), linesOf(await player.play(some, keepAlive, 2))
  )
  if ((await difference(deeds)).length === 0) return
  const least = await smallest(deeds, async (fewer) => (await difference(fewer)).length > 0)
  const message = [
    `Server and model disagree.${seed === undefined ? '' : ` Seed ${seed}.`} Profile ${profile}, denial ${denial}, ${keepAlive ? 'keep-alive' : 'close'}, filters ${filters.map(({ name, order }) => `${name} ${order}`).join(', ')}. Deeds:`,
    ...least.map((deed) => `  ${JSON.stringify(deed)}`), 'Calls:', ...await difference(least)
  ].join('\n')
  throw new Error(message)
}
