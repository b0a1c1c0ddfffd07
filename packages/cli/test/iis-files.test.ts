// Files of IIS as people have them: encodings, comments, unknown sections; what is wrong is said with file, line and element.

import { describe, expect, it } from 'vitest'
import { command, FILTER, makeFolder, type Folder } from './support/command.ts'

const HOST = `<?xml version="1.0" encoding="UTF-8"?>
<!-- edited by hand & often -->
<configuration>
  <configSections><section name="x" /></configSections>
  <configProtectedData><providers><add name="p" /></providers></configProtectedData>
  <system.applicationHost><sites>
    <siteDefaults><logFile directory="C:\\logs" /></siteDefaults>
    <!-- <site name="gone" /> -->
    <site name="Caf\u00e9" id="3"><application path="/"><virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" /></application>
      <bindings><binding protocol="http" bindingInformation="*:80:" /><binding protocol="net.pipe" bindingInformation="*" /></bindings></site>
  </sites></system.applicationHost>
  <system.webServer>
    <isapiFilters><filter name="one" path="C:\\one.dll" /></isapiFilters>
    <unknown a="b"><c/></unknown>
  </system.webServer>
</configuration>
`
const config = (folder: Folder, iis: Record<string, unknown> = {}): string => folder.write('c.json', JSON.stringify({
  iis: { applicationHost: 'applicationHost.config', paths: { '%SystemDrive%\\inetpub\\wwwroot': 'www' }, filters: { one: './one.mjs' }, ...iis }
}))

describe('encodings', () => {
  const utf16 = (text: string): Buffer => Buffer.from(text.replace('UTF-8', 'UTF-16'), 'utf16le')
  it.each([
    ['UTF-8', Buffer.from(HOST)],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(HOST)])],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(HOST)])],
    ['UTF-16 without a mark', utf16(HOST)],
    ['UTF-16, the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(HOST).swap16()])],
    ['windows-1252', Buffer.from(HOST.replace('UTF-8', 'windows-1252'), 'latin1')],
    ['CR LF, and a blank line ahead', Buffer.from(`\r\n${HOST.replaceAll('\n', '\r\n')}`)]
  ])('%s', async (_, bytes) => {
    const folder = makeFolder()
    folder.write('one.mjs', FILTER)
    folder.write('applicationHost.config', bytes)
    const { code, out } = await command('plan', '--config', config(folder))
    expect(out).toContain('Site 3 "Caf\u00e9"')
    expect(out).toMatch(/1\. {2}one {2}global {2}runs {2}.*applicationHost\.config:13/)
    expect(out).toContain('the protocol net.pipe is not served')
    expect(code).toBe(0)
  })
})

describe('what is wrong', () => {
  it.each([
    { edit: (text: string) => text.replace('</isapiFilters>', ''), says: /applicationHost\.config:15 is not well-formed XML: Missing end tag for element isapiFilters/ },
    { edit: (text: string) => text.replace('encoding="UTF-8"', 'encoding="UTF-9"'), says: /says that its encoding is "UTF-9"/ },
    { edit: (text: string) => text.replace('path="C:\\one.dll"', ''), says: /applicationHost\.config:13: <filter> "one" has no `path`\. Give it one/ },
    { edit: (text: string) => text.replace('path="C:\\one.dll"', '$& enabled="maybe"'), says: /:13: <filter> "one" has `enabled="maybe"`\. It must be true or false/ },
    { edit: (text: string) => text.replace('bindingInformation="*:80:"', 'bindingInformation="80"'), says: /:10: <binding> has `bindingInformation="80"`\. It must be address:port:host name/ },
    { edit: (text: string) => text.replace(' id="3"', ''), says: /:9: <site> "Caf\u00e9" has no `id`/ },
    { edit: (text: string) => text.replace('physicalPath="%SystemDrive%\\inetpub\\wwwroot"', ''), says: /:9: <virtualDirectory> has no `physicalPath`/ },
    { edit: (text: string) => text.replace('%SystemDrive%\\inetpub\\wwwroot', 'D:\\elsewhere'), says: /has the folder D:\\elsewhere, which does not exist\. Say in `iis\.paths` where it is here: \{"D:\\\\elsewhere":"\.\/folder"\}/ },
    { edit: (text: string) => text.replaceAll('configuration>', 'config>'), says: /:3: <config> is the outermost element|has no <system\.applicationHost>/ }
  ])('$says', async ({ edit, says }) => {
    const folder = makeFolder()
    folder.write('one.mjs', FILTER)
    folder.write('applicationHost.config', edit(HOST))
    const { code, out, err } = await command('plan', '--config', config(folder))
    expect(out + err).toMatch(says)
    expect(code).toBe(3)
  })
})

it('a filter that nothing implements is listed in its place, and its site does not start', async () => {
  const folder = makeFolder()
  folder.write('one.mjs', FILTER)
  folder.write('applicationHost.config', HOST.replace('<isapiFilters>', '<isapiFilters><filter name="zero" path="C:\\zero.dll" />').replace('</isapiFilters>', '<filter name="two" path="C:\\two.dll" /></isapiFilters>'))
  const { code, out } = await command('plan', '--config', config(folder))
  expect(out).toMatch(/1\. {2}zero +global {2}no implementation .*\n {2}2\. {2}one .*\n {2}3\. {2}two +global {2}no implementation/)
  expect(out).toMatch(/PRE_BEGIN_REQUEST\n {2}1\. +filter +zero +not known +no implementation .*\n {2}2\. +filter +one +SF_NOTIFY_PREPROC_HEADERS .*\n {2}3\. +filter +two +not known/)
  expect(out).toContain('write `"zero": false` there to go without it')
  expect(code).toBe(3)
  const known = await command('plan', '--config', config(folder, { filters: { zero: false, one: './one.mjs', two: false, twoo: false } }))
  expect(known.out).toMatch(/1\. {2}zero +global {2}left out/)
  expect(known.out).toContain('`iis.filters["twoo"]`: no filter of the files is called so.')
  expect(known.code).toBe(0)
})

it('a filter without implementation stands where FilterFlags of the metabase put it', async () => {
  const folder = makeFolder()
  const filter = (name: string, flags: string): string => `<IIsFilter Location ="/LM/W3SVC/Filters/${name}" FilterPath="C:\\${name}.dll" FilterFlags="${flags}" />`
  const { out } = await command('plan', '--config', folder.write('MetaBase.xml', `<?xml version ="1.0"?><configuration><MBProperty>
    <IIsFilters Location ="/LM/W3SVC/Filters" FilterLoadOrder="late,early,logger" />${filter('late', 'NotifyPreProcHeaders | NotifyOrderLow')}${filter('early', 'NotifyPreProcHeaders | NotifyOrderHigh')}${filter('logger', 'NotifyLog')}
    <IIsWebServer Location ="/LM/W3SVC/1" /><IIsWebVirtualDir Location ="/LM/W3SVC/1/ROOT" Path="c:\\x" /></MBProperty></configuration>`))
  expect(out).toMatch(/PRE_BEGIN_REQUEST\n {2}1\. +filter +early +SF_NOTIFY_PREPROC_HEADERS .*priority HIGH\n {2}2\. +filter +late +SF_NOTIFY_PREPROC_HEADERS .*\n/)
  expect(out).toMatch(/CLOSING\n {2}1\. +filter +logger +SF_NOTIFY_LOG/)
})

it('a file of IIS may be the configuration itself', async () => {
  const folder = makeFolder()
  const host = await command('plan', '--config', folder.write('applicationHost.config', HOST))
  expect(host.out).toMatch(/one {2}global {2}no implementation/)
  const base = await command('plan', '--config', folder.write('MetaBase.xml', '<?xml version ="1.0"?><configuration><MBProperty><IIsWebServer Location ="/LM/W3SVC/7" ServerBindings=":80:\n\t10.0.0.1:81:a.example" /><IIsWebVirtualDir Location ="/LM/W3SVC/7/ROOT" Path="c:\\x" /></MBProperty></configuration>'))
  expect(base.out).toMatch(/Site 7 "Site 7"\n {2}http:\/\/localhost:80, http:\/\/a\.example:81\n/)
  const web = await command('plan', '--config', folder.write('www/web.config', '<configuration><system.webServer><modules><remove name="DirectoryListingModule" /></modules><isapiFilters><filter name="own" path="x.dll" /></isapiFilters></system.webServer></configuration>'))
  expect(web.out).toMatch(/own {2}site {2}no implementation/)
  expect(web.out).not.toContain('DirectoryListingModule')
})

it('what guards in IIS and is not read here is said; what a handler that is not here would take is not served', async () => {
  const folder = makeFolder()
  folder.write('one.mjs', FILTER)
  folder.write('applicationHost.config', HOST.replace('<unknown', `<security><ipSecurity allowUnlisted="false" /><authentication><windowsAuthentication enabled="true" /></authentication></security>
    <handlers><add name="asp" path="*.asp" verb="*" modules="IsapiModule" scriptProcessor="asp.dll" /><add name="aspx" path="*.aspx" verb="*" modules="IsapiModule" preCondition="runtimeVersionv4.0" /><add name="none" path="*." verb="*" modules="IsapiModule" preCondition="classicMode" /><add name="StaticFile" path="*" verb="*" modules="StaticFileModule" /></handlers>
    <directoryBrowse enabled="true" /><defaultDocument><files><clear /><add value="start.html" /></files></defaultDocument><unknown`))
  const { out, code } = await command('plan', '--config', config(folder))
  expect(out).toMatch(/<ipSecurity> keeps somebody out[^]*<windowsAuthentication> keeps somebody out/)
  expect(out).toMatch(/handler +asp +MissingHandlerModule.*\n.*handler +aspx +MissingHandlerModule.*\n.*handler +StaticFile /)
  expect(code).toBe(0)
})
