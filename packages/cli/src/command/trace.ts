// isapi-bridge trace: reads a recording, finds requests in it, shows or converts them.

import { existsSync } from 'node:fs'
import { createFailedRequestLog, parsePath, parseStatusCodes, readRecording, type RecordedRequest } from '@isapi-bridge/trace'
import { CliError, messageOf } from '../errors.ts'
import { shorten } from '../site/load-file.ts'
import { EXIT } from './exit-codes.ts'
import { forTerminal, formatCompact, formatInFull, formatRequest } from './format-trace.ts'
import { openHarFile } from './har-file.ts'
import type { Output } from './output.ts'

export interface TraceArguments {
  readonly url?: string
  readonly status?: string
  readonly id?: string
  readonly full?: boolean
  readonly compact?: boolean
  readonly json?: boolean
  readonly freb?: string
  readonly har?: string
}

const ALL_AREAS = 0xffffe
const VERBOSE = 5

/** Lines that cannot be used, of which more than this are only counted. */
const WARNINGS = 5

/** Which requests are meant. */
function finderOf({ url, status, id }: TraceArguments): (record: RecordedRequest) => boolean {
  try {
    const fitsUrl = url === undefined ? () => true : parsePath(url.includes('*') ? url : `*${url}*`)
    const fitsStatus = status === undefined ? () => true : parseStatusCodes(status)
    return (record) => fitsUrl(record.url) && fitsStatus(record.status, record.subStatus) && (id === undefined || String(record.id) === id)
  } catch (error) {
    throw new CliError('ERR_CLI_USAGE', messageOf(error), undefined, error)
  }
}

/** Gives the exit code. The recording is read line by line, whatever its size. */
export async function trace(file: string, given: TraceArguments, output: Output): Promise<number> {
  const isMeant = finderOf(given)
  if (!existsSync(file)) throw new CliError('ERR_CLI_FILE', `${shorten(file)} does not exist.`, '`isapi-bridge record --out FILE` makes one.')
  const failures: Error[] = []
  const freb = given.freb === undefined ? null : createFailedRequestLog({ enabled: true, directory: given.freb, maxLogFiles: 999_999, report: (error) => { failures.push(error) } })
  const har = given.har === undefined ? null : openHarFile(given.har)
  let [records, found, damaged] = [0, 0, 0]
  const onDamaged = (error: Error): void => { if (++damaged <= WARNINGS) output.err(`warning: ${error.message}`) }
  for await (const record of readRecording(file, { onDamaged })) {
    records++
    if (record.type !== 'request' || !isMeant(record)) continue
    found++
    if (freb !== null) {
      freb.write(record.failure === null ? { ...record, failure: { rule: '*', reason: 'STATUS_CODE', triggerStatus: '', areas: ALL_AREAS, verbosity: VERBOSE } } : record)
      await freb.flush()
      if (failures[0] !== undefined) throw new CliError('ERR_CLI_FILE', failures[0].message, '', failures[0])
    } else if (har !== null) {
      har.write(record)
    } else if (given.json === true) {
      output.out(JSON.stringify(record))
    } else if (given.compact === true) {
      for (const line of [...(found > 1 ? [''] : []), ...formatCompact(forTerminal(record), output)]) output.out(line)
    } else if (given.full === true || given.id !== undefined) {
      for (const line of [...(found > 1 ? [''] : []), ...formatInFull(forTerminal(record), output)]) output.out(line)
    } else {
      output.out(formatRequest(forTerminal(record), output))
    }
  }
  har?.close()
  if (damaged > 0 && records === 0) throw new CliError('ERR_CLI_FILE', `${shorten(file)} is no recording: none of its lines can be used.`, '`isapi-bridge record --out FILE` makes one.')
  if (damaged > WARNINGS) output.err(`warning: ${damaged - WARNINGS} more lines cannot be used.`)
  const written = given.freb ?? given.har
  if (written !== undefined) output.out(`${found} ${found === 1 ? 'request' : 'requests'} written to ${written}`)
  else if (found === 0 && given.json !== true) output.err(`isapi-bridge: ${records === 0 ? 'the recording is empty' : 'no request in the recording fits'}.`)
  return EXIT.fine.code
}
