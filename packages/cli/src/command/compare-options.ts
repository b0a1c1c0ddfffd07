// What `compare` takes.

import { Option, type Command } from 'commander'
import type { SourceFormat } from '@isapi-bridge/compare'
import type { CompareArguments } from './compare.ts'
import { PROFILES, readCount } from './options.ts'

/** As the package has them, which is not loaded for a help text. */
const FORMATS = ['w3c', 'har', 'recording', 'http', 'urls'] as const satisfies readonly SourceFormat[]
true satisfies [Exclude<SourceFormat, (typeof FORMATS)[number]>] extends [never] ? true : never

const EXIT_CODES = '\nExit codes:\n  0  all requests are answered alike\n  1  some are not\n  2  nobody can say: a side, a source or an argument is wrong, or nothing was compared'

type Action = (sides: readonly [string, string], files: readonly string[], given: CompareArguments) => Promise<void>

export function addCompare(program: Command, action: Action): void {
  program.command('compare')
    .description('Send the same requests to two stacks, and say where they part: status, headers, body, log record, connection, and the first notification.')
    .argument('<a>', 'the old stack: a configuration, or the URL of a server that runs')
    .argument('<b>', 'the new stack')
    .argument('<requests...>', 'files: a recording (NDJSON), HAR, W3C extended log, .http, or a list of URLs; also with gzip; or a folder of them, or a pattern such as u_ex2601*.log')
    .addOption(new Option('--format <name>', 'what the files are (default: by name and beginning)').choices(FORMATS))
    .option('-i, --ignore <rule...>', 'leave out of account: [route ]header:NAME, json:$.PATH, log:FIELD, trace:SUBJECT or text:/REGEX/')
    .option('--ignore-file <file>', 'the same, a rule in each line')
    .option('--once', 'each side runs once; else what differs between two runs of a side is noise')
    .option('--no-freeze', 'two configurations each have their own clock and random values; else they share them: the clock stands at the time of the recorded request')
    .option('--allow-writes', 'send requests that may change something too (POST and the like)')
    .option('--keep-host', 'send the recorded Host to servers that run')
    .option('--insecure', 'do not check certificates')
    .option('--distinct', 'of requests with the same method, host and URL send only the first, unless it may change something')
    .option('--skip <number>', 'pass over so many of the requests; a run that Ctrl-C has ended says with which number to go on', readCount)
    .option('--limit <number>', 'compare this many requests', readCount)
    .option('--timeout <ms>', 'for one request (default: 30000)', readCount)
    .option('--concurrency <number>', 'clients at a time, of servers that run (default: 8)', readCount)
    .addOption(new Option('--profile-a <name>', 'server whose manners filters of A find').choices(PROFILES))
    .addOption(new Option('--profile-b <name>', 'the same for B').choices(PROFILES))
    .option('--html <file>', 'write a report to open in a browser')
    .option('--junit <file>', 'write the routes as test cases, for build servers')
    .option('--json', 'print the report for programs')
    .option('--suggest', 'print what was noise as rules for --ignore-file')
    .option('-v, --verbose', 'show what the sides report, and the stack of errors')
    .action(async (a: string, b: string, files: string[], given: CompareArguments) => { await action([a, b], files, given) })
    .addHelpText('after', EXIT_CODES)
}
