// npm run generate: the pages of docs/ that are made from tables, and the JSON schema of configurations. The gate checks that nothing changes.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, command, install, root, say } from './steps.mjs'

await command(async () => {
  await install()
  await build()
  const { DENIAL_REASONS, NOTIFICATION_MAP, ERROR_ANSWERS, PROFILE_NAMES, PROFILES, STATUS_MAP } = await import(pathToFileURL(join(root, 'packages/bridge/dist/index.js')).href)
  const { SERVER_VARIABLES } = await import(pathToFileURL(join(root, 'packages/module-api/dist/index.js')).href)
  const { jsonSchema } = await import(pathToFileURL(join(root, 'packages/cli/dist/index.js')).href)
  writeFileSync(join(root, 'packages/cli/config.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`)
  say('packages/cli/config.schema.json')
  const nameOf = (flag) => NOTIFICATION_MAP.find((row) => row.flag === flag)?.name
  const hex = (bit) => (bit === 0 ? '' : `0x${bit.toString(16).toUpperCase().padStart(8, '0')}`)

  page('notification-map.md', 'Notification map', 'Which notification of a filter runs where in the pipeline, and what its answers do.', [
    ['## Notifications, in event order', ''],
    table(['notification', 'stage', 'carried by', 'bit', 'order', 'may wait', 'where', 'statement'], NOTIFICATION_MAP.map((row) => [code(row.name), row.stage, row.carrier, hex(row.bit), row.order, row.mayWait ? 'yes' : 'no', row.where, row.statement])),
    ['', '## Status values', ''],
    table(['status', 'effect', 'once the answer is out', 'reading raw data', 'statement'], STATUS_MAP.map((row) => [code(row.name), row.effect, row.closing, row.reading, row.statement])),
    ['', '## Answers to an error, the first row that fits', ''],
    table(['last error', 'in', 'answer', 'statement'], ERROR_ANSWERS.map((row) => [row.error === null ? 'any other' : String(row.error), row.notification === null ? 'any notification' : code(nameOf(row.notification)), `${row.statusCode}${row.subStatus === 0 ? '' : `.${row.subStatus}`} ${row.reason}`, row.statement])),
    ['', '## Reasons of a denial, the first row that fits', ''],
    table(['sub-status of the 401', 'set in', 'dwReason', 'when', 'statement'], DENIAL_REASONS.map((row) => [row.subStatus === null ? 'any other' : String(row.subStatus), row.notification === null ? 'any stage' : hex(row.notification), hex(row.reason), row.words, row.statement]))
  ])

  page('profiles.md', 'Profiles', 'Where servers differed. `profile` of a filter picks a column (default `iis6`), `overrides` replaces single rows by name.', [
    table(['row', 'ruling', ...PROFILE_NAMES], PROFILES.map((row) => [code(row.name), row.ruling, ...PROFILE_NAMES.map((name) => show(row.name, row[name]))]))
  ])

  page('server-variables.md', 'Server variables', 'What `GetServerVariable` knows, in both models. A request header is HTTP_X_Y (the header X-Y) or HEADER_X_Y (X_Y, literally), in any case; the names of the table are in capitals. An unknown name is ERROR_INVALID_INDEX. Filters put UNICODE_ before a name of the table to get UTF-16; modules choose the form with the second argument. *From* says where the value comes from: before that is known a filter gets the empty string.', [
    table(['name', 'meaning', 'from', 'form'], SERVER_VARIABLES.map((row) => [code(row.name), row.meaning, row.source, row.form === 'bytes' ? 'one byte a character' : 'Unicode; as bytes UTF-8']))
  ], 'module-api')

  function page(file, title, lead, parts, from = 'bridge') {
    writeFileSync(join(root, 'docs', file), `${[`# ${title}`, '', `<!-- made by \`npm run generate\` from the tables of packages/${from} -->`, '', lead, '', ...parts.flat()].join('\n')}\n`)
    say(`docs/${file}`)
  }

  function show(name, value) {
    return name === 'revision' ? hex(value) : String(value)
  }
})

function code(text) { return `\`${text}\`` }

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}
