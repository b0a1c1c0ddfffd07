// What is checked in is what the sources give. UPDATE_PREBUILT=1 writes it anew.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'

/** Another compiler gives other bytes. */
const BUILT_WITH = 'clang 16.0.6 '
const FOLDER = fileURLToPath(new URL('.', import.meta.url))

const compiler = await findToolchain('system').catch(() => null)

describe.skipIf(compiler?.name.startsWith(BUILT_WITH) !== true)('the prebuilt filters and modules', () => {
  it.each(['filters', 'modules'].flatMap((folder) => readdirSync(join(FOLDER, folder)).map((source) => [folder, source] as const)))('%s/%s', async (folder, source) => {
    const file = join(FOLDER, 'prebuilt', source.replace(/\.\w+$/, '.wasm'))
    const { bytes, size } = await compile([join(FOLDER, folder, source)], { toolchain: 'system' })
    if (process.env['UPDATE_PREBUILT'] === '1') writeFileSync(file, bytes)
    expect(Buffer.compare(readFileSync(file), bytes)).toBe(0)
    expect(size).toBeLessThan(200_000)
  }, 120_000)
})
