import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const folders = [...inside('packages'), ...inside('apps'), 'conformance', 'examples']

export default defineConfig({
  // Tests run on the TypeScript sources: the condition `source` of each package's exports.
  ssr: { resolve: { conditions: ['source', 'node', 'development|production'] } },
  test: {
    // Test files share a process and what it has imported, which more than halves the time of the suite; so a file must not count on fresh modules.
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    // On a machine that is busy with other things a test may take long; nothing is wrong with it then.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      ...folders.map((root) => ({
        extends: true as const,
        root,
        test: { name: root.replace(/^packages\//, ''), include: ['**/*.test.ts'] }
      })),
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['{packages,apps}/*/test/**/*.test-d.ts', 'conformance/**/*.test-d.ts'],
            tsconfig: 'tsconfig.types.json'
          }
        }
      }
    ]
  }
})

function inside(parent: string): string[] {
  const here = import.meta.dirname // vitest may be started in a package
  return readdirSync(join(here, parent)).map((name) => `${parent}/${name}`).filter((folder) => existsSync(join(here, folder, 'package.json')))
}
