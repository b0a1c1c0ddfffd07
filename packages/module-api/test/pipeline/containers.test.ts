import { RQ_NOTIFICATION_CONTINUE, createMemoryHost } from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { expect, test } from 'vitest'
import { moduleOf } from '../support/modules.ts'

test('a container that is being cleaned takes no context any more: nobody would clean it', async () => {
  const results: unknown[] = []
  const host = createMemoryHost({
    modules: [moduleOf('storing', {
      OnBeginRequest(context) {
        const container = context.GetModuleContextContainer()
        container.SetModuleContext({ CleanupStoredContext() { results.push(container.SetModuleContext({ CleanupStoredContext() { results.push('cleaned') } }, 7)) } }, 1)
        return RQ_NOTIFICATION_CONTINUE
      }
    })]
  })
  await host.request('/')
  expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)])
})
