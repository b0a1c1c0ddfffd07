// npm run bench [WORD] [-- OPTIONS]: the benchmarks inside the packages, then the comparison over HTTP (main); with a word only the files
// whose path contains it. The options go to each of them.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, command, install, root, run, say, workspaceFolders } from './steps.mjs'

await command(async (args) => {
  const [word, options] = args[0]?.startsWith('-') === false ? [args[0], args.slice(1)] : ['', args]
  await install()
  await build()
  const inside = workspaceFolders().flatMap((folder) => filesIn(join(folder, 'bench', 'dist'), '.bench.js'))
  const files = [...inside, ...filesIn(join('bench', 'dist'), 'main.js')].filter((file) => file.includes(word))
  if (files.length === 0) say('no benchmark matches')
  for (const file of files) {
    say(file)
    await run(process.execPath, [file, ...options], { shell: false })
  }
})

function filesIn(folder, ending) {
  const path = join(root, folder)
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(ending)).sort().map((name) => join(folder, name)) : []
}
