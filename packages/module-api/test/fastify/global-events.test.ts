// Global events on Fastify: what comes first when the server gets ready, and what last when it closes.

import type { AddressInfo } from 'node:net'
import {
  CGlobalModule, GL_APPLICATION_START, GL_APPLICATION_STOP, GL_NOTIFICATION_CONTINUE, GL_STOP_LISTENING, RQ_NOTIFICATION_CONTINUE,
  type GlobalNotificationResult, type IGlobalStopListeningProvider, type ModuleEntry
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { fastify, type FastifyServerOptions } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { deferred, until } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

/** Writes down the life of the server. */
function recording(log: string[], onStart: () => GlobalNotificationResult = () => GL_NOTIFICATION_CONTINUE): ModuleEntry {
  class Recorder extends CGlobalModule {
    override OnGlobalApplicationStart(): GlobalNotificationResult { log.push('start'); return onStart() }
    override OnGlobalStopListening(provider: IGlobalStopListeningProvider): GlobalNotificationResult {
      log.push(`stop listening${provider.DrainRequestsGracefully() ? '' : ' at once'}`)
      return GL_NOTIFICATION_CONTINUE
    }
    override OnGlobalApplicationStop(): GlobalNotificationResult { log.push('stop'); return GL_NOTIFICATION_CONTINUE }
    Terminate(): void { log.push('terminate') }
  }
  return { name: 'recording', module: (_version, info) => info.SetGlobalNotifications(new Recorder(), GL_APPLICATION_START | GL_STOP_LISTENING | GL_APPLICATION_STOP) }
}

async function start(log: string[], modules: readonly ModuleEntry[], options: FastifyServerOptions = {}) {
  const app = fastify(options)
  const errors: Error[] = []
  await app.register(integratedPipeline, { modules, report: (error) => { errors.push(error) } })
  app.addHook('onReady', async () => { log.push('onReady of another plugin') })
  app.addHook('onClose', async () => { log.push('onClose of another plugin') })
  app.get('/route', async () => 'route')
  onTestFinished(() => app.close())
  return { app, errors }
}

test('a request that is under way ends before the application stops', async () => {
  const log: string[] = []
  const gate = deferred()
  const begun = deferred()
  const { app } = await start(log, [recording(log), moduleOf('slow', {
    async OnAcquireRequestState() { // routed already: the router refuses what comes later
      begun.resolve()
      await gate.promise
      return RQ_NOTIFICATION_CONTINUE
    }
  }, { closing: { onRequestEnded() { log.push('request ended') } } })])
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // it listens on a port
  const answer = fetch(`http://127.0.0.1:${port}/route`, { headers: { connection: 'close' } })
  await begun.promise
  const closed = app.close()
  await until(() => log.includes('stop listening'))
  gate.resolve()
  expect(await (await answer).text()).toBe('route')
  await closed
  expect(log).toEqual(['start', 'onReady of another plugin', 'stop listening', 'request ended', 'onClose of another plugin', 'stop', 'terminate'])
})

test('forceCloseConnections is told to modules', async () => {
  const log: string[] = []
  const { app } = await start(log, [recording(log)], { forceCloseConnections: true })
  await app.ready()
  await app.close()
  expect(log).toContain('stop listening at once')
})

test('a server that never got ready has no application to stop', async () => {
  const log: string[] = []
  const app = fastify()
  await app.register(integratedPipeline, { modules: [recording(log)] })
  app.register(async () => { throw new Error('another plugin') })
  await expect(app.ready()).rejects.toThrow('another plugin')
  await app.close()
  expect(log).toEqual(['terminate'])
})

test('other plugins and requests wait for a start that takes its time', async () => {
  const log: string[] = []
  const { app } = await start(log, [recording(log, async () => {
    await Promise.resolve()
    log.push('started')
    return GL_NOTIFICATION_CONTINUE
  })])
  expect((await app.inject('/route')).body).toBe('route')
  expect(log).toEqual(['start', 'started', 'onReady of another plugin'])
})

test('a start that fails is reported, and the server gets ready', async () => {
  const log: string[] = []
  const { app, errors } = await start(log, [recording(log, () => Promise.reject(new Error('no database')))])
  expect((await app.inject('/route')).body).toBe('route')
  expect(errors).toEqual([expect.objectContaining({ code: 'ERR_MODULE_THREW', message: expect.stringContaining('"recording" threw from OnGlobalApplicationStart: no database') })])
})

test('modules that hear of the server only cost requests nothing', async () => {
  const { app } = await start([], [recording([])])
  await app.ready()
  expect(app.integratedPipeline.plan().filter(({ kind }) => kind === 'module')).toEqual([])
  const plain = fastify()
  plain.get('/route', async () => 'route')
  await plain.ready()
  expect(app.printRoutes({ includeHooks: true })).toBe(plain.printRoutes({ includeHooks: true }))
})
