import Fastify from 'fastify'
import { expect, test } from 'vitest'
import {
  CHttpModule, CLONE_FLAG_BASICS, createModuleFactory, extrasOf, RQ_BEGIN_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  RQ_NOTIFICATION_PENDING, type IHttpContext, type IMapPathProvider, type LogRecord, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'

class Parent extends CHttpModule {
  #child: IHttpContext | null = null
  override OnMapPath(context: IHttpContext, provider: IMapPathProvider) {
    const to = { '/page': '/real', '/denied': '/secret' }[provider.GetUrl()]
    const clone = to === undefined ? 0 : context.CloneContext(CLONE_FLAG_BASICS)
    if (to === undefined || typeof clone === 'number') return RQ_NOTIFICATION_CONTINUE
    this.#child = clone
    clone.GetRequest().SetUrl(to)
    return context.ExecuteRequest(true, clone, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
  }

  override OnAsyncCompletion() {
    this.#child?.ReleaseClonedContext()
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnBeginRequest(context: IHttpContext) {
    if (extrasOf(context).urlPath !== '/secret') return RQ_NOTIFICATION_CONTINUE
    context.GetResponse().SetStatus(403, 'Not for you', 6)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

async function start() {
  const records: LogRecord[] = []
  const register: PFN_REGISTERMODULE = (_version, info) => {
    info.setClosingSteps({ onLogLine: (_context, record) => { records.push({ ...record }) } })
    return info.SetRequestNotifications(createModuleFactory(Parent), RQ_MAP_PATH | RQ_BEGIN_REQUEST, 0)
  }
  const app = Fastify()
  await app.register(integratedPipeline, { modules: [{ name: 'parent', module: register }] })
  app.get('/real', (_request, reply) => { reply.type('text/plain').send('twelve bytes') })
  return { app, records }
}

test('HEAD answered by a child has the length of the body that does not follow', async () => {
  const { app } = await start()
  const get = await app.inject('/page')
  const head = await app.inject({ method: 'HEAD', url: '/page' })
  expect(get.body).toBe('twelve bytes')
  expect(head.headers['content-length']).toBe(get.headers['content-length'])
  expect(head.body).toBe('')
  await app.close()
})

test('the status of a child comes with reason and sub-status', async () => {
  const { app, records } = await start()
  const response = await app.inject('/denied')
  expect(response).toMatchObject({ statusCode: 403, statusMessage: 'Not for you' })
  await app.close()
  expect(records.map(({ uriStem, status, subStatus }) => [uriStem, status, subStatus])).toEqual([['/denied', 403, 6]])
})
