// npm run mutants: seeded faults, one at a time, in copies of the repository; the tests have to notice each of them.

import { availableParallelism } from 'node:os'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { command, install, root, say } from './steps.mjs'
import { Copy } from './mutants/copy.mjs'

const usage = `npm run mutants [-- OPTIONS]

Applies each fault of scripts/mutants/*.json to a copy of this repository, runs the tests that belong to it, and says whether they noticed.

  --only TEXT   faults with TEXT in their name, file or statement; may be given more than once
  --quick       only the tests that a fault's row names, where it names some
  --list        names the faults and runs nothing
  --jobs N      copies that work at the same time; default: half of the processors
  --help        this text

A fault is killed by a test that fails or does not end. One that survives needs a test, or the word "equivalent" with a reason in its row. The exit code
is 0 when every fault was killed or is known as equivalent.`

/** Tests of one package, for faults that their first tests do not notice. */
const RELATED = {
  'packages/module-api': ['packages/module-api/test/', 'conformance/module/'],
  'packages/wasm': ['packages/wasm/test/'],
  'packages/bridge': ['packages/bridge/test/', 'conformance/filter/', 'conformance/bridge/', 'conformance/traces.test.ts']
}

await command(async () => {
  const options = readOptions()
  if (options === null || options.help) {
    console.log(usage)
    process.exitCode = options === null ? 2 : 0
    return
  }
  const all = readFaults()
  const faults = all.filter((fault) => options.only.length === 0 || options.only.some((text) => `${fault.name} ${fault.file} ${fault.statement}`.includes(text)))
  if (options.list) {
    for (const { name, file, statement, equivalent } of faults) console.log(`${name}\n  ${file}, ${statement}${equivalent === undefined ? '' : `, equivalent: ${equivalent}`}`)
    return
  }
  const lost = faults.filter(({ file, find }) => readFileSync(join(root, file), 'utf8').split(find).length !== 2)
  for (const { name, file } of lost) console.error(`isapi-bridge: the text of "${name}" does not occur exactly once in ${file} any more.`)
  if (lost.length > 0 || faults.length === 0) {
    if (faults.length === 0) console.error('isapi-bridge: no fault has that text.')
    process.exitCode = 1
    return
  }
  await install()
  const results = await runAll(faults, options)
  report(results, all.length)
})

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string', multiple: true, default: [] }, quick: { type: 'boolean', default: false }, list: { type: 'boolean' }, jobs: { type: 'string' }, help: { type: 'boolean' } }
    })
    const jobs = Number(values.jobs ?? Math.max(1, Math.floor(availableParallelism() / 2)))
    if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs is ${values.jobs}; it must be a number from 1.`)
    return { ...values, jobs }
  } catch (error) {
    console.error(`isapi-bridge: ${error.message}\n`)
    return null
  }
}

function readFaults() {
  const folder = join(root, 'scripts', 'mutants')
  return readdirSync(folder).filter((name) => name.endsWith('.json')).flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

/** First the tests named in the row, which are to notice it; then all of the package. */
function testsOf({ file, tests }, quick) {
  if (quick && tests !== undefined) return [tests]
  const related = Object.entries(RELATED).find(([folder]) => file.startsWith(`${folder}/`))?.[1] ?? []
  return [tests, related].filter((list) => list !== undefined && list.length > 0)
}

async function runAll(faults, { jobs, quick }) {
  const start = Date.now()
  const waiting = faults.filter(({ equivalent }) => equivalent === undefined)
  const results = faults.filter(({ equivalent }) => equivalent !== undefined).map((fault) => ({ fault, outcome: 'equivalent', why: fault.equivalent }))
  say(`${waiting.length} faults, copies of the repository that work at them: ${Math.min(jobs, waiting.length)}`)
  const total = waiting.length
  const open = new Set()
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      for (const copy of open) copy.remove()
      process.exit(1)
    })
  }
  let done = 0
  const work = async (number) => {
    const copy = new Copy(root, number)
    open.add(copy)
    try {
      while (waiting.length > 0) {
        const fault = waiting.shift()
        const result = { fault, ...await tryOne(copy, fault, quick) }
        results.push(result)
        done++
        line(`${result.outcome}: ${fault.name}${result.outcome === 'killed' ? `, by ${result.why}` : ` (${fault.file}) ${result.why}`}`)
        progress(done, total, start)
      }
    } finally {
      open.delete(copy)
      copy.remove()
    }
  }
  const copies = Array.from({ length: Math.min(jobs, waiting.length) }, (_, number) => work(number))
  const ends = await Promise.allSettled(copies)
  if (process.stderr.isTTY) process.stderr.write('\n')
  const broken = ends.find(({ status }) => status === 'rejected')
  if (broken !== undefined) throw broken.reason
  return results
}

async function tryOne(copy, fault, quick) {
  const undo = copy.apply(fault)
  try {
    for (const tests of testsOf(fault, quick)) {
      const run = await copy.test(tests)
      if (run.outcome !== 'survived') return run
    }
    return { outcome: 'survived', why: '' }
  } finally {
    undo()
  }
}

function progress(done, total, start) {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total}, ${Math.round((Date.now() - start) / 1000)} s `)
}

function line(text) {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K') // over the progress
  console.log(text)
}

function report(results, total) {
  for (const { fault, why } of results.filter((result) => result.outcome === 'equivalent')) console.log(`equivalent: ${fault.name}: ${why}`)
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length
  const [killed, survived, broken, equivalent] = ['killed', 'survived', 'broken', 'equivalent'].map(count)
  say(`${killed} killed, ${survived} survived, ${broken} not to be run, ${equivalent} equivalent; ${results.length} of ${total} faults`)
  if (survived + broken > 0) process.exitCode = 1
}
