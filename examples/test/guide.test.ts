// The commands of docs/from-visual-cpp.md print what it says. The blocks that name a folder are run there; size and compiler may be others.

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { findToolchain } from '@isapi-bridge/wasm'
import { NATIVE } from './support/site.ts'

const compiler = await findToolchain().catch(() => null)
const root = fileURLToPath(new URL('../../', import.meta.url))
const guide = readFileSync(join(root, 'docs/from-visual-cpp.md'), 'utf8')
const blocks = [...guide.matchAll(/<!-- run in: (\S+) -->\n```\n\$ isapi-bridge (.*)\n([^]*?)```/g)].map(([, folder = '', args = '', output = '']) => ({ folder, args, output }))

/** Lines that depend on the machine. Progress stands on stderr, so the order is that of the two streams. */
function plain(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('compiling the run-time')).map((line) => line.replace(/, \d+ KiB, by .*/, ', …'))
}

test('the guide has blocks to run', () => { expect(blocks.map(({ folder }) => folder)).toEqual(['Rewrite', 'Robots', 'BanList', 'guide']) })

test.skipIf(compiler === null).each(blocks)('$folder: isapi-bridge $args', async ({ folder, args, output }) => {
  const cwd = mkdtempSync(join(tmpdir(), 'isapi-bridge-guide-'))
  onTestFinished(() => { rmSync(cwd, { recursive: true }) })
  cpSync(folder === 'guide' ? join(root, 'examples/test/guide') : join(NATIVE, folder), cwd, { recursive: true })
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(root, 'packages/cli/bin/isapi-bridge.js'), ...args.split(' ')], { cwd, env: { ...process.env, NO_COLOR: '1' } })
  expect(plain(stderr + stdout)).toEqual(plain(output))
}, 120_000)
