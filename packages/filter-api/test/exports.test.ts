import * as filterApi from '@isapi-bridge/filter-api'
import { expect, test } from 'vitest'
import { headerConstants } from './support/httpfilt.ts'

test('beside the constants of httpfilt.h the package exports exactly these values', () => {
  const constants = new Set(headerConstants.map(([name]) => name))
  expect(Object.keys(filterApi).filter(name => !constants.has(name)).sort()).toEqual([
    'CHttpFilter',
    'CHttpFilterContext',
    'FILTER_ERRORS',
    'FilterContractError',
    'GetLastError',
    'LINT_RULES',
    'SetLastError',
    'authCompleteFunctions',
    'copyOut',
    'createFilterContext',
    'createFilterHeap',
    'fromBytes',
    'getHeader',
    'getServerVariable',
    'lintFilter',
    'loadFilter',
    'notificationMask',
    'notifications',
    'plainBytes',
    'readSz',
    'readSzW',
    'requestHeaderFunctions',
    'responseHeaderFunctions',
    'serverSupport',
    'toBytes',
    'writeSz'
  ])
})
