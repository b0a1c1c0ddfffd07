import { expect, it } from 'vitest'
import type { ConfigurationNode, ConfigurationSources } from '@isapi-bridge/module-api'
import { open } from './support/modules.ts'

const node = (name: string, attributes: Record<string, string> = {}, ...children: ConfigurationNode[]): ConfigurationNode => ({ name, attributes, children })
const file = (configPath: string, ...sections: ConfigurationNode[]): ConfigurationSources['files'][number] => ({ configPath, root: node('configuration', {}, node('system.webServer', {}, ...sections)) })
const attribute = (name: string, type: string, defaultValue?: string, ...children: ConfigurationNode[]): ConfigurationNode => node('attribute', { name, type, ...(defaultValue !== undefined && { defaultValue }) }, ...children)

const SCHEMA = node('configSchema', {}, node(
  'sectionSchema', { name: 'system.webServer/stamp' },
  attribute('enabled', 'bool', 'true'), attribute('text', 'string'), attribute('count', 'int', '-1'), attribute('size', 'uint', '5'), attribute('big', 'int64'),
  attribute('wait', 'timeSpan', '00:02:00'), attribute('mode', 'enum', 'Off', node('enum', { name: 'Off', value: '0' }), node('enum', { name: 'On', value: '4' })),
  node('element', { name: 'limits' }, attribute('most', 'uint', '9')),
  node('collection', { addElement: 'add', removeElement: 'remove', clearElement: 'clear' }, node('attribute', { name: 'name', type: 'string', isUniqueKey: 'true' }))
))
const APPHOST = 'MACHINE/WEBROOT/APPHOST'
const FILES = [
  file(APPHOST, node('stamp', { size: '12' }, node('add', { name: 'a' }), node('add', { name: 'b' }))),
  file(`${APPHOST}/Default Web Site`, node('stamp', { enabled: 'false', text: 'hé€llo 😀', big: '-9007199254740993', mode: 'On' }, node('add', { name: 'ç' })))
]
const configured = { configuration: (): ConfigurationSources => ({ files: FILES, schemas: [SCHEMA] }) }

it('reads properties of each type by name, and gives back what it has taken', async () => {
  const { host, reports } = await open('configuration', {}, configured)
  for (let count = 0; count < 3; count++) {
    expect((await host.request({ url: '/' })).body.split('\n')).toEqual(['bool:false', 'bstr:hé€llo 😀:8', 'i4:-1', 'ui4:12', 'i8:-9007199254740993', 'ui8:1200000000', 'i4:4', '80070585', '7 properties, 0 left'])
  }
  expect(reports).toEqual([])
})

it('reads members, child elements and metadata through smart pointers', async () => {
  const { host } = await open('configuration', {}, configured)
  expect((await host.request({ url: '/members' })).body).toBe(`stamp: a b ç|80070585 80070057 80070021|no collection 80070585|bstr:${APPHOST}/Default Web Site:40|bool:true`)
})

it('makes a manager of its own, which changes nothing; errors are thrown as _com_error', async () => {
  const { host } = await open('configuration', {}, configured)
  expect((await host.request({ url: '/own' })).body).toBe('size is 12, 80070021, 80070021, 80040154, thrown 80070003')
})

it('finds no section without configuration, and the reason where the files are wrong', async () => {
  const { host, events } = await open('configuration')
  for (let count = 0; count < 2; count++) expect((await host.request({ url: '/' })).body).toBe('80070003')
  expect(events.map(({ text }) => text)).toEqual(['Module "configuration" has asked for the configuration section system.webServer/stamp, which no file and no schema has.'])
  const wrong = await open('configuration', {}, { configuration: () => ({ files: [file(APPHOST, node('stamp', { size: 'much' }))], schemas: [SCHEMA] }) })
  expect((await wrong.host.request({ url: '/' })).body).toBe('8007000d')
  expect(wrong.reports.map(({ message }) => message)).toEqual([expect.stringContaining('size="much"')])
})

it('converts VARIANTs as Automation does, and keeps NULs in a BSTR', async () => {
  const { host } = await open('configuration')
  expect((await host.request({ url: '/variants' })).body).toBe('i4:42 80020005 8002000a ui8:-1 bstr:-7:2 bstr:True:4 i4:-1 bool:true i4:2 i4:4 bstr::0|3 0 1 same 800401f3 11')
})
