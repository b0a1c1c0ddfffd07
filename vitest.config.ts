import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const folders = [...inside('packages'), ...inside('apps'), 'conformance', 'examples']

export default defineConfig({
  // Tests run on the TypeScript sources: the condition `source` of each package's exports.
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
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

function inside(folder: string): string[] {
  return readdirSync(folder).map((name) => `${folder}/${name}`).filter((path) => existsSync(`${path}/package.json`))
}
