// What a sample shows of a request that was answered otherwise: no credentials, wherever the two answers have them.

import { REDACTED, type Redactor } from '@isapi-bridge/trace'
import { viewOf } from '../judge/body.ts'
import type { Difference, Run, Verdict } from '../judge/judge.ts'
import type { ReplayRequest } from '../request.ts'

export interface Shown { readonly request: ReplayRequest; readonly verdict: Verdict; readonly a: Run; readonly b: Run }

export function redacted(redactor: Redactor, { request, verdict, a, b }: Shown): Shown {
  const bodies = verdict.differences.some(({ kind }) => kind === 'body')
  const whole = [a, b].every(({ answer: { body } }) => body.bytes.length === body.length)
  const clean = (difference: Difference, text: string | null): string | null => (text === null || text === '' ? text : valueOf(redactor, difference, whole, text))
  return {
    request: { ...request, target: redactor.text(request.target), headers: redactor.headers(request.headers), body: null },
    verdict: { ...verdict, differences: verdict.differences.map((one) => ({ ...one, a: clean(one, one.a), b: clean(one, one.b) })) },
    a: bodies ? withoutSecrets(redactor, a) : a, b: bodies ? withoutSecrets(redactor, b) : b
  }
}

function valueOf(redactor: Redactor, { kind, field }: Difference, whole: boolean, text: string): string {
  // The value of one cookie; its attributes have a field of their own.
  if (kind === 'header' && /^set-cookie [^;]*$/.test(field)) return REDACTED
  if (kind !== 'body') return redactor.value(field, text)
  // Whatever lies below a name that is known goes with it.
  if (field.startsWith('$') && field.split(/[.[\]]+/).some((name) => redactor.value(name, '-') === REDACTED)) return REDACTED
  const clean = redactor.body(Buffer.from(redactor.text(text)), 'application/json').toString()
  // Of the form of JSON only marks and white space count; the name of a value may stand on the line before.
  if (field === 'form') return clean.replaceAll(/"(?:[^"\\]|\\.)*(?:"(?!\s*:)|$)/g, '"…"')
  // Of a body that is not whole nobody knows what the bytes belong to.
  return whole ? clean : clean.replace(/(, from byte \d+): [\da-f]*$/, '$1')
}

/** The body as reports show it: unpacked. */
function withoutSecrets(redactor: Redactor, run: Run): Run {
  const { headers, body } = run.answer
  const { text, isJson, bytes: plain } = viewOf(run.answer)
  if (text === null) return run // nobody is shown it
  const bytes = redactor.body(plain, isJson ? 'application/json' : headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '')
  return { ...run, answer: { ...run.answer, headers: headers.filter(([name]) => name.toLowerCase() !== 'content-encoding'), body: { ...body, bytes, length: bytes.length } } }
}
