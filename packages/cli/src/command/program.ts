// The command line: commands, their arguments, their help.

import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { CliError } from '../errors.ts'
import { addCompare } from './compare-options.ts'
import type { CompileArguments } from './compile.ts'
import { addStackOptions, readCount, readPort } from './options.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { complain, processOutput, type Output, type Signals } from './output.ts'
import type { PlanArguments } from './plan.ts'
import type { RecordArguments } from './record.ts'
import type { ServeArguments } from './serve.ts'
import type { TraceArguments } from './trace.ts'

const EXAMPLES = {
  isapiBridge: [
    ['isapi-bridge serve --root ./wwwroot', 'files, with default documents and error pages'],
    ['isapi-bridge plan --config isapi-bridge.config.ts', 'what would run, and why there'],
    ['isapi-bridge compare old.config.json new.config.json recording.ndjson', 'where two stacks part']
  ],
  serve: [
    ['isapi-bridge serve --filter ./rewriter.js --root ./wwwroot', 'one filter in front of files, on http://127.0.0.1:8080'],
    ['isapi-bridge serve --filter ./a.js ./b.ts --module ./timing.ts --root . --port 0 --log-dir ./logs', 'several, a free port, a W3C log'],
    ['isapi-bridge serve --config isapi-bridge.config.ts', 'sites, filters and modules of a configuration'],
    ['isapi-bridge serve --filter ./leaky.js --pageheap leaky', 'who writes outside a block of AllocMem'],
    ['isapi-bridge serve --filter ./rewriter.js --root ./wwwroot --inspect', 'as above, and each call of each request on http://127.0.0.1:8079/_bridge/']
  ],
  record: [
    ['isapi-bridge record --config isapi-bridge.config.ts --out requests.ndjson', 'serves as `serve` does, and records each request'],
    ['isapi-bridge record --filter ./rewriter.js --root ./wwwroot --out requests.ndjson --bodies 65536', 'bodies too, so that POST can be replayed'],
    ['isapi-bridge record http://old:80 --port 8080 --out requests.ndjson', 'stands in front of a server that runs; the first answers are there at http://127.0.0.1:8080']
  ],
  trace: [
    ['isapi-bridge trace requests.ndjson', 'a line for each request'],
    ['isapi-bridge trace requests.ndjson --status 400-599 --url /shop', 'those that failed below /shop'],
    ['isapi-bridge trace requests.ndjson --id 17', 'one in full: every call, and what it changed'],
    ['isapi-bridge trace requests.ndjson --freb ./FailedReqLogFiles', 'files as Failed Request Tracing writes them'],
    ['isapi-bridge trace requests.ndjson --url /shop --har shop.har', 'those below /shop for the network view of a browser']
  ],
  plan: [
    ['isapi-bridge plan --filter ./rewriter.js --root ./wwwroot', 'the order per stage, with the reasons'],
    ['isapi-bridge plan --json', 'the configuration of this folder, for programs']
  ],
  compile: [
    ['isapi-bridge compile filter.cpp -o filter.wasm', 'one source'],
    ['isapi-bridge compile module.cpp dllmain.cpp -o module.wasm', 'a native module, which exports RegisterModule'],
    ['isapi-bridge compile src/a.c src/b.c -I include -D NDEBUG -o filter.wasm', 'several, with headers and a macro']
  ],
  compare: [
    ['isapi-bridge compare old.config.json new.config.json recording.ndjson --html report.html', 'two stacks in this process, with traces; a report to show around'],
    ['isapi-bridge compare http://old:80 http://new:8080 ./W3SVC1', 'two servers that run, on the GET and HEAD of a folder of IIS logs'],
    ['isapi-bridge compare site.json site.json session.har --profile-a iis5 --profile-b iis6', 'one stack, in the manners of two servers'],
    ['isapi-bridge compare a.json b.json urls.txt --ignore header:etag "/api/* json:$.time"', 'without what is known to differ']
  ]
} as const

function examples(of: keyof typeof EXAMPLES): string {
  return `\nExamples:\n${EXAMPLES[of].map(([line, words]) => `  ${line}\n      ${words}`).join('\n')}`
}

const exitCodes = `\nExit codes:\n${Object.values(EXIT).map(({ code, words }) => `  ${code}  ${words}`).join('\n')}`

// The commands are imported when they are run: help and errors of usage come at once.

/**
 * Runs the command. Gives the exit code, that of a server when it has ended.
 * @param signals what ends a server, in place of the process
 */
export async function run(args: readonly string[], output: Output = processOutput(), signals: Signals = process): Promise<number> {
  let exitCode: number = EXIT.fine.code
  const program = new Command('isapi-bridge')
    .description('Serves sites with ISAPI filters and IIS 7 modules, on one Fastify server.')
    .version(versionOf(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .addHelpText('after', `${examples('isapiBridge')}\n${exitCodes}`)
  program.command('serve')
    .description('Serve a configuration, or filters, modules and a folder.')
    .option('--pageheap <filter...>', 'page-heap mode for these filters, by name: says who damages a block of AllocMem; slow')
    .option('--inspect [port]', 'show on a page what happens in each request, for this machine alone, on a port of its own (default: 8079, 0 for a free one)', readPort)
    .action(async (_given, command: Command) => { await (await import('./serve.ts')).serve(command.opts<ServeArguments>(), output, signals) })
  program.command('plan')
    .description('Say what would run where, in which order and why, what it costs, and what contradicts itself.')
    .option('--json', 'for programs')
    .action(async (_given, command: Command) => { exitCode = await (await import('./plan.ts')).plan(command.opts<PlanArguments>(), output) })
  program.command('record')
    .description('Serve, or stand in front of a server that runs, and record each request for `isapi-bridge compare` and `isapi-bridge trace`. Ctrl-C ends it.')
    .argument('[server]', 'URL of a server that runs, in place of filters, modules and a root')
    .requiredOption('-o, --out <file>', 'the recording, as NDJSON; what is in the file stays')
    .option('--bodies <bytes>', 'keep so much of the body of each request (default: 0); without it POST cannot be replayed', readCount)
    .option('--keep-credentials', 'do not take passwords and cookies out: whoever reads the file has them')
    .action(async (server: string | undefined, _given, command: Command) => { await (await import('./record.ts')).record(server ?? null, command.opts<RecordArguments>(), output, signals) })
  for (const command of program.commands) addStackOptions(command)
  program.commands.find((command) => command.name() === 'serve')?.option('--record <file>', 'record every request there, as NDJSON, credentials taken out; see `isapi-bridge trace`')
  program.command('trace')
    .description('Show what is in a recording.')
    .argument('<file>', 'the recording, as `record` writes it')
    .option('--url <pattern>', 'only requests whose URL contains this; * stands for any characters')
    .option('--status <list>', 'only requests with these statuses, such as 400-499,500.19')
    .option('--id <number>', 'this request, in full')
    .option('--full', 'all of them in full')
    .option('--compact', 'a line for each event, with the names and fields of Failed Request Tracing')
    .option('--json', 'for programs: a record on each line')
    .option('--freb <folder>', 'write each as fr000001.xml … with a freb.xsl, for a browser')
    .addOption(new Option('--har <file>', 'write them as HAR, for browsers and other tools; bodies of answers are not recorded').conflicts('freb'))
    .option('-v, --verbose', 'show the stack of errors')
    .action(async (file: string, _given, command: Command) => { exitCode = await (await import('./trace.ts')).trace(file, command.opts<TraceArguments>(), output) })
  program.command('compile')
    .description('Compile an ISAPI filter in C or C++, or an IIS 7 module in C++, unmodified, to a file that --filter or --module takes.')
    .argument('<source...>', 'all sources of the filter or module')
    .option('-I, --include <folder>', 'folder of headers, once for each', collect)
    .option('-D, --define <name>', 'macro, NAME or NAME=value, once for each', collect)
    .addOption(new Option('--kind <kind>', 'what it is (default: module where a source defines RegisterModule and none GetFilterVersion, else filter)').choices(['filter', 'module']))
    .option('-o, --out <file>', 'file to write (default: the first source as .wasm)')
    .option('--no-install', 'where there is no clang, do not have npm bring one')
    .option('--cpp', 'sources called .c are C++, as with /TP')
    .option('--null-checks', 'let a use of NULL end the call where it stands; slower')
    .option('--time-limit', 'put in the checks that `limits.time` needs to end a call that never returns; slower')
    .option('-v, --verbose', 'show the stack of errors')
    .action(async (sources: string[], given: CompileArguments) => { exitCode = await (await import('./compile.ts')).compile(sources, given, output) })
  addCompare(program, async (...given) => { exitCode = await (await import('./compare.ts')).compare(...given, output, signals) })
  for (const command of program.commands) command.helpOption('-h, --help', 'print this text').addHelpText('after', examples(command.name() as 'serve' | 'plan' | 'record' | 'trace' | 'compile' | 'compare')) // the commands above
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showSuggestionAfterError().allowExcessArguments(false).configureOutput({
      writeOut: (text) => { output.out(text.trimEnd()) },
      writeErr: (text) => { output.err(text.trimEnd()) },
      getOutHasColors: () => output.colour,
      outputError: (text, write) => { write(`${text.trimEnd().replace(/^error: /, 'isapi-bridge: ')}\nisapi-bridge: \`isapi-bridge${command === program ? '' : ` ${command.name()}`} --help\` shows what there is.`) }
    })
  }
  try {
    if (args.length === 0) {
      program.outputHelp()
      return EXIT.usage.code
    }
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine.code : EXIT.usage.code // it has said so
    const verbose = args.includes('--verbose') || args.includes('-v')
    complain(output, error, verbose)
    if (!verbose && !(error instanceof CliError) && exitCodeOf(error) === EXIT.broken.code) output.err('isapi-bridge: --verbose shows the stack.')
    return exitCodeOf(error)
  }
}

/** An option that may come several times. */
function collect(value: string, before: string[] = []): string[] { return [...before, value] }

function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}
