import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Somebody wants the tests of one package, by its name. */
const named = asks('--project')

/** Short files over which a compiler, a browser or processes take long: nobody should wait for them at the end. */
const LONG = /\/(?:wasm\/test\/(?:headers|prebuilt|mfc|missing)|demo-server\/test\/(?:browser|inspect-page|main))\.test\.ts$/

class LongestFirst extends BaseSequencer {
  /** As vitest has them: by the times of the last run, else by their length. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): number => Number(LONG.test(moduleId))
    return (await super.sort(files)).toSorted((one, other) => isLong(other) - isLong(one))
  }
}

export default defineConfig({
  // Tests run on the TypeScript sources: the condition `source` of each package's exports.
  ssr: { resolve: { conditions: ['source', 'node', 'development|production'] } },
  test: {
    // Test files share a process and what it has imported, which more than halves the time of the suite; so a file must not count on fresh modules.
    pool: 'threads',
    isolate: false,
    // One more than there are processors: tests of connections and of time limits wait more than they work.
    maxWorkers: '150%',
    ...(!named && !asks('--sequence') && { sequence: { sequencer: LongestFirst } }),
    // On a machine that is busy with other things a test may take long; nothing is wrong with it then.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Each project imports everything again, in workers of its own; so the whole suite is one.
    projects: [
      ...(named ? [...inside('packages'), ...inside('apps'), 'conformance', 'examples'].map((root) => project(root.replace(/^packages\//, ''), root)) : [project('all', '.')]),
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

function asks(option: string): boolean { return process.argv.some((argument) => argument.startsWith(option)) }

function project(name: string, root: string): TestProjectInlineConfiguration {
  return { extends: true, root, test: { name, include: ['**/*.test.ts'] } }
}

function inside(parent: string): string[] {
  const here = import.meta.dirname // vitest may be started in a package
  return readdirSync(join(here, parent)).map((name) => `${parent}/${name}`).filter((folder) => existsSync(join(here, folder, 'package.json')))
}
