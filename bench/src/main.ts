// The comparison over HTTP. Each scenario is a server in a process of its own; the load comes from this process. The scenarios take turns in many
// short rounds, so that whatever else the machine does hits all of them alike.

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { figuresOf, tableOf, type Sample } from './figures.ts'
import { ask, Load, type Answer } from './load.ts'
import { scenarioOf, withBaselines, type Scenario } from './scenarios.ts'
import type { Listening, Spent } from './server.ts'

const HELP = `node bench/dist/main.js [options]

  --rounds N       rounds; every scenario runs once in each (default 20)
  --seconds S      length of one run (default 0.5)
  --connections N  kept connections (default 32)
  --warmup S       seconds of load for each scenario before the first round (default 2)
  --only A,B       these scenarios and what they are compared with
  --json           the figures as JSON instead of a table
  --profile DIR    let the servers write processor profiles there (--cpu-prof of Node)
  --help           this text

Scenarios: ${withBaselines([]).map((scenario) => scenario.name).join(', ')}`

const EXPLANATION = `
ratio: requests per second of the server's own processor time, divided by the baseline's of the same round; median of the rounds, and the
range that half of the rounds lie in. "by clock": the same with elapsed time; it needs a server that is busy all the time (busy 100 %; more:
garbage collection and compilation in other threads), which a machine with two cores and other work on it does not always grant.`

interface Runner {
  readonly scenario: Scenario
  readonly child: ChildProcess
  readonly load: Load
  readonly answer: Answer
}

/** What a child says next. */
async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const [message] = await Promise.race([
    once(child, 'message', { signal: ended.signal }),
    once(child, 'exit', { signal: ended.signal }).then(([code]) => { throw new Error(`A server process ended (${code}).`) })
  ])
  ended.abort()
  return message as T // both ends are ours
}

async function start(scenario: Scenario, connections: number, execArgv: readonly string[]): Promise<Runner> {
  const child = fork(new URL('server.js', import.meta.url), [scenario.name], { execArgv: [...execArgv] })
  const { port } = await nextMessage<Listening>(child)
  const target = { port, path: scenario.path }
  const answer = await ask(target)
  return { scenario, child, answer, load: await Load.open(target, connections, answer) }
}

async function spent(child: ChildProcess): Promise<number> {
  child.send('spent?')
  return (await nextMessage<Spent>(child)).spent
}

async function measure({ child, load }: Runner, milliseconds: number): Promise<Sample> {
  const before = await spent(child)
  const startedAt = performance.now()
  const requests = await load.run(milliseconds)
  const elapsed = performance.now() - startedAt
  return { requests, milliseconds: elapsed, spent: await spent(child) - before }
}

/** A ratio means nothing when one side did not do the work. */
function checkAnswers(runners: readonly Runner[]): void {
  for (const { scenario, answer } of runners) {
    const told = ({ status, headers, body }: Answer): string => [status, ...headers, '', body].join('\n')
    if (answer.status !== 200) throw new Error(`"${scenario.name}" answers\n${told(answer)}`)
    const base = runners.find((runner) => runner.scenario.name === scenario.baseline)
    if (base === undefined || base.scenario.name === 'bare' && scenario.name !== 'empty') continue
    if (told(base.answer) !== told(answer)) throw new Error(`"${scenario.name}" answers\n${told(answer)}\n\nand "${base.scenario.name}"\n${told(base.answer)}`)
  }
}

function numberOf(text: string, option: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new RangeError(`--${option} must be a number above 0.`)
  return value
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '0.5' },
      connections: { type: 'string', default: '32' },
      warmup: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false }
    }
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const rounds = Math.ceil(numberOf(values.rounds, 'rounds'))
  const seconds = numberOf(values.seconds, 'seconds')
  const connections = Math.ceil(numberOf(values.connections, 'connections'))
  const warmup = numberOf(values.warmup, 'warmup')
  const names = values.only.split(',').filter((name) => name !== '')
  for (const name of names) scenarioOf(name)
  const scenarios = withBaselines(names)
  const execArgv = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]

  const say = (line: string): void => { if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`) }
  const time = Math.ceil(scenarios.length * (warmup + rounds * seconds))
  process.stderr.write(`${scenarios.length} scenarios, ${rounds} rounds of ${seconds} s, ${connections} connections: about ${time} s\n`)

  const runners: Runner[] = []
  try {
    for (const scenario of scenarios) runners.push(await start(scenario, connections, execArgv))
    checkAnswers(runners)
    for (const runner of runners) {
      say(`warming up ${runner.scenario.name}`)
      await measure(runner, warmup * 1000)
    }
    const samples = new Map<string, Sample[]>(scenarios.map((scenario) => [scenario.name, []]))
    for (let round = 0; round < rounds; round++) {
      // Another one begins each time: the place in the round must not count.
      for (let turn = 0; turn < runners.length; turn++) {
        const runner = runners[(round + turn) % runners.length] as Runner
        say(`round ${round + 1} of ${rounds}: ${runner.scenario.name}`)
        samples.get(runner.scenario.name)?.push(await measure(runner, seconds * 1000))
      }
    }
    say('')
    const figures = scenarios.map((scenario) => figuresOf(scenario, samples))
    if (values.json) console.log(JSON.stringify({ node: process.version, cores: availableParallelism(), rounds, seconds, connections, scenarios: figures }, null, 2))
    else console.log([`Node ${process.version}, ${availableParallelism()} cores`, '', ...tableOf(figures), EXPLANATION].join('\n'))
  } finally {
    for (const { child, load } of runners) {
      load.close()
      child.disconnect()
    }
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
