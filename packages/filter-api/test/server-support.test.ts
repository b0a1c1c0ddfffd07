import * as filterApi from '@isapi-bridge/filter-api'
import { serverSupport } from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'

describe('the table of ServerSupportFunction', () => {
  test('F-026: has the nine requests, each at the index that is its number', () => {
    expect(serverSupport.map(({ name }) => name.replace('SF_REQ_', ''))).toEqual([
      'SEND_RESPONSE_HEADER', 'ADD_HEADERS_ON_DENIAL', 'SET_NEXT_READ_SIZE', 'SET_PROXY_INFO', 'GET_CONNID',
      'SET_CERTIFICATE_INFO', 'GET_PROPERTY', 'NORMALIZE_URL', 'DISABLE_NOTIFICATIONS'
    ])
    expect(serverSupport.map(({ request }) => request)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test.each(serverSupport)('$name is the number of that name', ({ name, request }) => {
    expect(filterApi).toHaveProperty(name, request)
  })
})
