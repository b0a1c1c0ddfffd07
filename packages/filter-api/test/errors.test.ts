import { FILTER_ERRORS, FilterContractError, type FilterErrorCode } from '@isapi-bridge/filter-api'
import { expect, test } from 'vitest'

test.each(Object.entries(FILTER_ERRORS))('%s says what happened and what to do', (code, remedy) => {
  expect(code).toMatch(/^ERR_FILTER_[A-Z_]+$/)
  expect(new FilterContractError(code as FilterErrorCode, 'This happened.').message).toBe(`This happened. ${remedy}`)
})
