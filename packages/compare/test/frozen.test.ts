// One clock and one chance for both sides, where both run in this process.

import { createHash, randomBytes, randomFill, randomFillSync, randomInt, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { SF_NOTIFY_SEND_RESPONSE, SF_STATUS_REQ_NEXT_NOTIFICATION, type HTTP_FILTER_SEND_RESPONSE } from '@isapi-bridge/filter-api'
import { CHttpModule, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext, type ModuleEntry } from '@isapi-bridge/module-api'
import type { Report } from '@isapi-bridge/compare'
import { filterEntry, moduleEntry, pipelineSide, run } from './support/sides.ts'

const HEADER = 'X-Stamp'

/** What it gives goes into the answer. */
function filter(stamp: () => string): ModuleEntry {
  return filterEntry('stamp', SF_NOTIFY_SEND_RESPONSE, (pfc, _type, data) => {
    (data as HTTP_FILTER_SEND_RESPONSE).SetHeader(pfc, `${HEADER}:`, stamp()) // of this notification
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  })
}

function module(stamp: () => string | Promise<string>): ModuleEntry {
  return moduleEntry('stamp', RQ_SEND_RESPONSE, class extends CHttpModule {
    override async OnSendResponse(context: IHttpContext) {
      context.GetResponse().SetHeader(HEADER, await stamp(), true)
      return RQ_NOTIFICATION_CONTINUE
    }
  })
}

/** Values of the header in the first group: of A and of B. */
function values({ groups }: Report): (string | null)[] {
  const [difference] = groups[0]?.samples[0]?.differences ?? []
  return difference === undefined ? [] : [difference.a, difference.b]
}

it.each<[string, () => string | Promise<string>]>([
  ['Date', () => `${Date.now()} ${new Date().toISOString()}`],
  ['performance.now', () => String(performance.now())],
  ['process.hrtime', () => `${process.hrtime().join()} ${process.hrtime.bigint()}`],
  ['Math.random', () => `${Math.random()} ${Math.random()}`],
  ['randomUUID', () => `${randomUUID()} ${crypto.randomUUID()}`],
  ['randomBytes', async () => `${randomBytes(8).toString('hex')} ${(await new Promise<Buffer>((resolve) => { randomBytes(8, (_error, bytes) => { resolve(bytes) }) })).toString('hex')}`],
  ['randomInt', async () => `${randomInt(1e9)} ${randomInt(5, 1e9)} ${await new Promise<number>((resolve) => { randomInt(1e9, (_error, value) => { resolve(value) }) })}`],
  ['randomFill', async () => {
    const bytes = Buffer.alloc(12)
    randomFillSync(bytes, 4, 4)
    await new Promise<void>((resolve) => { randomFill(bytes, 8, () => { resolve() }) })
    return /^0{8}/.test(bytes.toString('hex')) ? bytes.toString('hex', 4, 8) + bytes.toString('hex', 8) : 'wrong place'
  }],
  ['getRandomValues', () => crypto.getRandomValues(new Uint32Array(4)).join()]
])('%s is the same on both sides, without a second run', async (name, stamp) => {
  const seen = new Set<string>()
  const side = (): ReturnType<typeof pipelineSide> => pipelineSide('s', [module(async () => { const value = await stamp(); seen.add(value); return value })])
  expect(await run(side(), side(), '/a\n/b', { twice: false })).toMatchObject({ result: 'equal', frozen: true, requests: { compared: 2 } })
  if (name.includes('andom')) expect(seen.size).toBe(2) // one for each request
})

it('with `freeze: false` each side has its own', async () => {
  const side = (): ReturnType<typeof pipelineSide> => pipelineSide('s', [module(randomUUID)])
  expect(await run(side(), side(), '/a', { twice: false, freeze: false })).toMatchObject({ result: 'different', frozen: false })
})

it('each request draws something else, and each run', async () => {
  const drawn: string[] = []
  const stamp = (): string => { const value = randomUUID(); drawn.push(value); return value }
  const side = (): ReturnType<typeof pipelineSide> => pipelineSide('s', [filter(stamp)])
  expect(await run(side(), side(), '/a\n/b')).toMatchObject({ result: 'equal', noise: [] })
  expect(new Set(drawn).size).toBe(4) // two requests, twice
  for (const one of drawn) expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  await run(side(), side(), '/a')
  expect(new Set(drawn).size).toBe(6) // nobody can tell from one comparison what another draws
})

it('what a side draws when it starts is that of the other', async () => {
  const side = (name: string): ReturnType<typeof pipelineSide> => {
    const inner = pipelineSide(name, [])
    return { ...inner, start: () => { const id = randomUUID(); return pipelineSide(name, [module(() => id)]).start() } }
  }
  expect((await run(side('a'), side('b'), '/', { twice: false })).result).toBe('equal')
})

it('the time is that of the recording', async () => {
  const log = ['#Fields: date time cs-method cs-uri-stem', '2026-01-31 10:00:00 GET /1', '2026-02-01 11:22:33 GET /2'].join('\n')
  const stamp = (): string => `${new Date().toISOString()} ${Date.now()} ${Date.parse(Date())} ${new Date(0).getTime()}`
  const report = await run(pipelineSide('a', [module(stamp)]), pipelineSide('b', []), log, {}, 'x.log')
  expect(report.groups[0]?.samples.map(({ differences }) => differences[0]?.a)).toEqual(['2026-01-31T10:00:00.000Z 1769853600000 1769853600000 0', '2026-02-01T11:22:33.000Z 1769944953000 1769944953000 0'])
})

it('what the sides draw in different ways is still noise, another form of one time is a difference', async () => {
  const noisy = await run(pipelineSide('a', [filter(randomUUID)]), pipelineSide('b', [module(() => { randomUUID(); return randomUUID() })]), '/')
  expect(noisy).toMatchObject({ result: 'equal', noise: [{ what: 'header x-stamp' }] })
  const report = await run(pipelineSide('a', [filter(() => String(Date.now()))]), pipelineSide('b', [module(() => new Date().toISOString())]), '/')
  expect([report.result, Number(values(report)[0])]).toEqual(['different', Date.parse(String(values(report)[1]))])
})

it('timers go on, and whoever waits for a time to come need not wait forever', async () => {
  const wait = async (): Promise<string> => {
    const until = Date.now() + 20
    while (Date.now() < until) await new Promise((resolve) => { setTimeout(resolve, 5) })
    return 'waited'
  }
  const busy = (): string => {
    const until = performance.now() + 20
    while (performance.now() < until) createHash('sha1')
    return 'waited'
  }
  expect((await run(pipelineSide('a', [module(wait)]), pipelineSide('b', [filter(busy)]), '/', { twice: false })).result).toBe('equal')
})

it('afterwards everything is as it was, also for those who have kept what they found', async () => {
  const before = [Date, Date.now, performance.now, process.hrtime, Math.random, crypto.randomUUID, Object.getOwnPropertyNames(performance).length, new Date().constructor] as unknown[]
  const kept: (() => unknown)[] = []
  const module_ = module(() => { kept.push(Date.now, () => new Date().getTime(), Math.random, randomUUID); return 'x' })
  await run(pipelineSide('a', [module_]), pipelineSide('b', [module_]), '/', { twice: false })
  expect([Date, Date.now, performance.now, process.hrtime, Math.random, crypto.randomUUID, Object.getOwnPropertyNames(performance).length, new Date().constructor]).toEqual(before)
  const [now, date, random, uuid] = kept
  const time = Date.now()
  expect(Number(now?.())).toBeGreaterThanOrEqual(time)
  expect(Number(date?.())).toBeGreaterThanOrEqual(time)
  expect([random?.() === random?.(), uuid?.() === uuid?.()]).toEqual([false, false])
  await expect(run({ ...pipelineSide('a', []), start: () => Promise.reject(new Error('It does not start.')) }, pipelineSide('b', []), '/')).rejects.toThrow('It does not start.')
  expect(Date.now).toBe(before[1])
})

it('a comparison that holds the clock is not disturbed by another', async () => {
  const side = (): ReturnType<typeof pipelineSide> => pipelineSide('s', [])
  const first = run(side(), side(), '/')
  await expect(run(side(), side(), '/')).rejects.toThrow(/Another comparison of this process has stopped the clock\. .*`freeze: false`/)
  expect((await first).result).toBe('equal')
})
