// A list of URLs: one in a line, with a method in front if it is not GET.

import { toRequest, type SourceItem } from '../request.ts'
import { linesOf } from './lines.ts'

export async function* readUrlList(file: string, input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  for await (const { number, text } of linesOf(input)) {
    const line = text.trim().replace(/\s+#\s.*$/, '').replace(/\s+HTTP\/\d(?:\.\d)?$/, '')
    if (line === '' || line.startsWith('#')) continue
    const [, method = 'GET', url = line] = /^([A-Z]+)[ \t]+(\S.*)$/.exec(line) ?? []
    yield toRequest({ where: `${file}:${number}`, connection: '', method, url, headers: [] })
  }
}
