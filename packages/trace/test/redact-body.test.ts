import { Redactor } from '@isapi-bridge/trace'
import { describe, expect, test } from 'vitest'

const JSON_TYPE = 'application/json'
const redactor = new Redactor({ names: ['Größe', 'X-Own'] })
const kept = (body: string | Buffer, type: string): string => redactor.body(Buffer.from(body), type).toString()

describe('JSON', () => {
  test.each([
    ['{"user":"u","password":"x"}', '{"user":"u","password":"[redacted]"}'],
    ['{"password":["a","b"],"n":1}', '{"password":"[redacted]","n":1}'],
    ['{"token" : {"a":["]}",{"b":"}"}],"c":1} ,"n":[1]}', '{"token" : "[redacted]" ,"n":[1]}'],
    [String.raw`{"password":"a\"b\\","n":"\""}`, '{"password":"[redacted]","n":"\\""}'],
    [String.raw`{"pass\u0077ord":"x","n":1}`, String.raw`{"pass\u0077ord":"[redacted]","n":1}`],
    ['{"PassWord":null,"secret":1.5e3,"pwd":true}', '{"PassWord":"[redacted]","secret":"[redacted]","pwd":"[redacted]"}'],
    ['{"größe":"ä","x-own":{},"grösse":"ö"}', '{"größe":"[redacted]","x-own":"[redacted]","grösse":"ö"}'],
    ['{"kind":"password","list":["token","x"],"mypassword":"x","password2":"y"}', '{"kind":"password","list":["token","x"],"mypassword":"x","password2":"y"}'],
    ['\uFEFF\r\n{\r\n\t"password"\r\n:\r\n"two\r\nlines"}', '\uFEFF\r\n{\r\n\t"password"\r\n:\r\n"[redacted]"}'],
    ['{"id":1,"token":["a"]}\n{"id":2,"token":"b"}\n', '{"id":1,"token":"[redacted]"}\n{"id":2,"token":"[redacted]"}\n'],
    ['{"password":}', '{"password":}'],
    ['"password"', '"password"']
  ])('%s', (body, expected) => { expect(kept(body, JSON_TYPE)).toBe(expected) })

  test('whatever lies below a name that is known goes, wherever the body was cut', () => {
    const body = String.raw`{"user":"u","token":{"a":["geheim \" 1",{"b":"]} geheim 2"}],"c":[[3]]},"last":"stays"}`
    const from = body.indexOf('{"a"')
    const to = body.indexOf(',"last"')
    for (let length = from + 1; length <= to; length++) expect(kept(body.slice(0, length), JSON_TYPE)).toBe('{"user":"u","token":"[redacted]"')
    for (let length = 0; length <= from; length++) expect(kept(body.slice(0, length), JSON_TYPE)).toBe(body.slice(0, length))
    expect(kept(body, JSON_TYPE)).toBe('{"user":"u","token":"[redacted]","last":"stays"}')
  })

  test('a text that begins in the middle, as in a report', () => {
    expect(kept('line 2: it" , "password": ["a", "b', JSON_TYPE)).toBe('line 2: it" , "password": "[redacted]"')
  })

  test.each(['text/json', 'application/x-ndjson', 'application/ndjson; charset=utf-8', 'application/jsonl', 'application/problem+json', 'Application/JSON'])('%s', (type) => {
    expect(kept('{"password":["a","b"]}', type)).toBe('{"password":"[redacted]"}')
  })

  test('is known by its beginning where nothing else says what it is: browsers send it as text', () => {
    expect(kept('\uFEFF {"password":"x"}', 'text/plain;charset=UTF-8')).toBe('\uFEFF {"password":"[redacted]"}')
    expect(kept('[{"password":"x"}]', '')).toBe('[{"password":"[redacted]"}]')
    expect(kept('say "password":"x"', 'text/plain')).toBe('say "password":"x"')
  })

  test('takes no longer for what is deep or full of marks', () => {
    const deep = `{"a":${'['.repeat(500_000)}`
    expect(kept(deep, JSON_TYPE)).toBe(deep)
    const marks = '"'.repeat(500_001)
    expect(kept(marks, JSON_TYPE)).toBe(marks)
  })
})

test('forms: parameters by name', () => {
  expect(kept('user=u&Password=x%20y&n={"password":1}', 'application/x-www-form-urlencoded; charset=utf-8')).toBe('user=u&Password=[redacted]&n={"password":1}')
})

describe('forms in parts', () => {
  const part = (head: string, content: string): string => `--x1\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`

  test('those with a known name, and members of JSON in others', () => {
    const body = (secret: string, token: string): string => [
      part('name="user"', 'password'), part('NAME=Password', secret), part('filename="token"; name="file"\r\nContent-Type: application/json', `{"token":${token}}`), part('name=größe', secret), '--x1--\r\n'
    ].join('')
    for (const type of ['multipart/form-data; boundary=x1', 'multipart/form-data; charset=utf-8; Boundary="x1"']) expect(kept(body('a\r\nb', '["c"]'), type)).toBe(body('[redacted]', '"[redacted]"'))
  })

  test('wherever the body was cut', () => {
    const body = part('name="password"', 'geheim geheim')
    const from = body.indexOf('geheim')
    for (let length = from + 1; length < body.length - 2; length++) expect(kept(body.slice(0, length), 'multipart/form-data; boundary=x1')).toBe(`${body.slice(0, from)}[redacted]`)
  })

  test('without a boundary nobody can read them', () => {
    expect(kept(part('name="password"', 'x'), 'multipart/form-data')).toBe(part('name="password"', 'x'))
  })
})
