// An exception of C++ that leaves a filter: the report names its type, its text and where it was thrown.

import { join } from 'node:path'
import { compile, findToolchain, loadWasmFilter, WasmFault } from '@isapi-bridge/wasm'
import { describe, expect, it } from 'vitest'
import { filter, project, start } from './support/sources.js'

const compiler = await findToolchain().catch(() => null)

const HEAD = `#include <afx.h>
#include <stdexcept>
#include <string>
#include <vector>
struct Mine { int code; };
namespace acme { struct Denied : std::runtime_error { Denied() : std::runtime_error("no rule") {} }; }
__attribute__((noinline)) static void Look(int which) {
  switch (which) {
  case 1: throw acme::Denied();
  case 2: throw Mine();
  case 3: throw "a text";
  case 4: throw 5;
  case 5: throw std::string("text");
  case 6: std::vector<int>().at(3);
  case 7: AfxThrowFileException(CFileException::fileNotFound);
  case 8: try { throw std::logic_error("again"); } catch (...) { throw; }
  }
}
`

const cases: readonly string[] = [
  'acme::Denied "no rule" in Look(int)', 'Mine in Look(int)', 'const char * "a text" in Look(int)', 'int in Look(int)', 'std::string in Look(int)',
  'std::out_of_range "vector" in Look(int)', 'CFileException * in Look(int)', 'std::logic_error "again" in Look(int)'
]

describe.skipIf(!compiler)('an exception that leaves a filter', () => {
  it('is named with its text, and where it was thrown', async () => {
    const { bytes } = await compile([join(project({ 'f.cpp': filter('static int seen; try { throw 1; } catch (int) { seen++; } Look(atoi(getenv("WHICH")));', HEAD) }), 'f.cpp')])
    for (const [index, text] of cases.entries()) {
      const call = start(await loadWasmFilter(bytes, { name: 'f', environment: { WHICH: String(index + 1) } }))
      let thrown: unknown
      try { call() } catch (error) { thrown = error }
      if (!(thrown instanceof WasmFault)) throw new Error(`case ${index + 1} has thrown nothing`)
      expect(thrown.message).toContain(`a C++ exception left it, thrown as ${text}.`)
      expect(thrown.frames.at(-1)).toContain('HttpFilterProc')
    }
  })
})
