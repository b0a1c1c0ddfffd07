import * as bridge from '@isapi-bridge/bridge'
import { expect, test } from 'vitest'

test('the package exports exactly these values', () => {
  expect(Object.keys(bridge).sort()).toEqual([
    'BRIDGE_ERRORS',
    'BridgeError',
    'DENIAL_REASONS',
    'ERROR_ANSWERS',
    'NOTIFICATION_MAP',
    'ORDER_MAP',
    'PROFILES',
    'PROFILE_NAMES',
    'STATUS_MAP',
    'VARIABLE_AVAILABILITY',
    'bridgeFilter',
    'heapChannel',
    'profileValuesOf'
  ])
})
