import { describe, expect, test } from 'vitest'
import { parseTrace } from '../support/trace-file.ts'

const whole = {
  text: '# A title\n\nOne sentence, e.g. this. And another.',
  http: 'GET /hello HTTP/1.1\nHost: site.test\n\nPUT /other HTTP/1.1\n',
  filters: 'filter f order=HIGH on=LOG,URL_MAP returns=URL_MAP:HANDLED\nmodule m child=/:/x?y\n',
  log: 'f LOG\n\nclient 200\n'
}

function traceOf(parts: Partial<typeof whole> = {}): string {
  const { text, http, filters, log } = { ...whole, ...parts }
  return `${text}\n\n\`\`\`http\n${http}\`\`\`\n\n\`\`\`filters\n${filters}\`\`\`\n\n\`\`\`log\n${log}\`\`\`\n`
}

test('a trace has a title, requests, a stack and a log', () => {
  const trace = parseTrace(traceOf({ text: '# A title\n\nOne sentence. And another.' }), 'x.md')
  expect(trace.title).toBe('A title')
  expect(trace.requests).toEqual([{ method: 'GET', url: '/hello', headers: { Host: 'site.test' } }, { method: 'PUT', url: '/other', headers: {} }])
  expect(trace.stack.map(({ kind, name, settings }) => [kind, name, Object.fromEntries(settings)])).toEqual([
    ['filter', 'f', { order: 'HIGH', on: 'LOG,URL_MAP', returns: 'URL_MAP:HANDLED' }],
    ['module', 'm', { child: '/:/x?y' }]
  ])
  expect(trace.log).toEqual(['f LOG', 'client 200'])
})

describe('what is refused', () => {
  const text = '# A title\n\nOne sentence. And another.'
  test.each<[string, Partial<typeof whole>]>([
    ['heading', { text: 'No title' }],
    ['two sentences', { text: '# A title\n\nOnly one sentence.' }],
    ['no request line', { text, http: 'GET /hello\n' }],
    ['no header', { text, http: 'GET /hello HTTP/1.1\nHost\n' }],
    ['neither filter nor module', { text, filters: 'plugin p\n' }],
    ['no setting of a filter', { text, filters: 'filter f colour=blue\n' }],
    ['no value of on', { text, filters: 'filter f on=BEGIN_REQUEST\n' }],
    ['no value of post', { text, filters: 'module m post=MAP_PATH\n' }]
  ])('%s', (message, parts) => {
    expect(() => parseTrace(traceOf(parts), 'x.md')).toThrow(`x.md: `)
    expect(() => parseTrace(traceOf(parts), 'x.md')).toThrow(message)
  })

  test('a missing block', () => {
    expect(() => parseTrace('# A title\n\nOne. Two.\n', 'x.md')).toThrow('there is no block `http`')
  })
})
