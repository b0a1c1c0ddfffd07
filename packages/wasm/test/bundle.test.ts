// The compiler from npm, where it is installed: what its libraries and its file system do in another way than clang 16 and Debian's. The rest of the
// tests run with it when ISAPI_BRIDGE_CLANG names a file that is not there.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compile, findToolchain, loadWasmFilter } from '@isapi-bridge/wasm'
import { filter, project, start } from './support/sources.ts'

const bundle = await findToolchain('bundle').catch(() => null)

it.each(['include', 'runtime'])('no file of %s leads upwards: the file system of the compiler from npm knows no ..', (folder) => {
  const path = join(import.meta.dirname, '..', folder)
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:h|inc|c|cpp)$/.test(name))
  expect(files.length).toBeGreaterThan(30)
  expect(files.filter((name) => /^[ \t]*#[ \t]*include[ \t]*["<]\.\./m.test(readFileSync(join(path, name), 'latin1')))).toEqual([])
})

it.skipIf(bundle === null)('the compiler from npm makes the same of a filter', { timeout: 600_000 }, async () => {
  const folder = project({
    'include/settings.h': '#include "..\\source\\lines.h"\r\n#define PATTERN "C:\\\\data\\\\*.txt"\r\n',
    'source/lines.h': '#pragma once\r\nstatic void say(const char *text) { OutputDebugStringA(text); }\r\n',
    'source/filter.cpp': filter(String.raw`
      struct _finddata_t found;
      if (_findfirst(PATTERN, &found) != -1) say(found.name);
      try { std::mutex lock; lock.lock(); say(lock.try_lock() ? "twice" : "once"); lock.lock(); } catch (const std::system_error &error) { say(error.code() == std::errc::resource_deadlock_would_occur ? "for ever" : error.what()); }
      try { std::thread never([] {}); } catch (const std::system_error &) { say("no thread"); }
      try { Failure first("a copy"); throw first; } catch (const std::exception &e) { std::exception other; other = e; say(other.what()); }
      std::vector<char> none; if (&none[0] == NULL) say("nothing");
      CComBSTR text; if (text == NULL) say("no text");
      USES_CONVERSION; say(W2A(CComBSTR(L"wide")));
      Cleans cleans;
      try { exit(3); } catch (...) { say("caught"); }`, `
      #include <io.h>
      #include <stdlib.h>
      #include <mutex>
      #include <thread>
      #include <vector>
      #include <atlbase.h>
      #include <exception>
      #include "settings.h"
      #include "lines.h"
      struct Cleans { ~Cleans() { say("cleaned"); } };
      class Failure : public std::exception { public: Failure(const char *text) : std::exception(text) {} };`),
    'data/one.txt': ''
  })
  const { bytes, missing, warnings, compiler } = await compile([join(folder, 'source/filter.cpp')], { toolchain: 'bundle', includes: [join(folder, 'include')] })
  expect({ missing: missing.map((call) => call.function), warnings, compiler }).toEqual({ missing: ['std::thread'], warnings: [], compiler: bundle?.name })
  const lines: string[] = []
  const call = start(await loadWasmFilter(bytes, { name: 'filter', drive: { 'C:\\data': join(folder, 'data') }, eventLog: ({ text }) => { lines.push(text) } }))
  expect(call).toThrow(/^Filter "filter" broke down in SF_NOTIFY_PREPROC_HEADERS: it called exit\(3\)/)
  expect(lines).toEqual(['one.txt', 'once', 'for ever', 'Filter "filter" has called std::thread, which is not there.', 'no thread', 'a copy', 'nothing', 'no text', 'wide'])
})
