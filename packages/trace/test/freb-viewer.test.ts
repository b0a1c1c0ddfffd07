// What the viewer of a file makes of events that are not as they should be.

import { expect, test } from 'vitest'
import { frebViewer, type ViewerEvent, type ViewerNode } from '@isapi-bridge/trace'

const event = (name: string, index: number): ViewerEvent => ({ no: index + 1, level: 4, severity: 'Information', name, provider: '', module: '', fields: '', time: new Date(index).toISOString() })
const shape = ({ event: { name }, ms, children }: ViewerNode): unknown => (children.length === 0 ? [name, ms] : [name, ms, children.map(shape)])

test('a START without its END does not keep those around it from ending', () => {
  const names = ['GENERAL_REQUEST_START', 'FILTER_START', 'FILTER_URL_MAP_START', 'FILTER_END', 'USER_SET', 'GENERAL_REQUEST_END']
  expect(frebViewer.treeOf(names.map(event)).map(shape)).toEqual([['GENERAL_REQUEST_START', 5, [['FILTER_START', 2, [['FILTER_URL_MAP_START', null]]], ['USER_SET', null]]]])
})
