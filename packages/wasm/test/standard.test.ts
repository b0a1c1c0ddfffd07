// The C++ that a project is written in is found in its sources.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)
const ENTRIES = '\n#include <windows.h>\n#include <httpfilt.h>\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_LOG; return TRUE; }\nDWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT, DWORD, LPVOID) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }\n'

async function warningsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-standard-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { warnings } = await compile(Object.keys(files).filter((name) => name.endsWith('.cpp')).map((name) => join(folder, name)))
  return warnings.map(({ text }) => text)
}

it.skipIf(compiler === null).each([
  ['C++ 98', '#include <memory>\nint sum(int n) throw(int) { register int i = n; std::auto_ptr<int> p(new int(i)); return *p; }\n'],
  ['C++ 14', '#include <memory>\nauto one = std::make_unique<int>(1); auto same = [](auto x) { return x; }; int two = same(2);\n'],
  ['C++ 17, by a header', '#include <optional>\nstd::optional<int> f() { return 1; }\n'],
  ['C++ 17, by a word', 'namespace a::b { template <class T> int f(T t) { if constexpr (sizeof(T) > 1) return 1; else return t; } }\nstruct S { inline static int n = 1; };\n'],
  ['C++ 20, by a method that a class of the library has not had before', '#include <map>\nbool f(const std::map<int, int> &m) { return m.contains(1); }\n'],
  ['C++ 20', '#include <span>\n#include <string>\nbool f(const std::string &s) { return s.starts_with("x"); }\n']
])('%s', async (_name, text) => {
  expect(await warningsOf({ 'filter.cpp': text + ENTRIES })).toEqual([])
})

it.skipIf(compiler === null)('one source decides for all, a header too; comments do not', async () => {
  expect(await warningsOf({ 'filter.cpp': `#include "names.h"\n${ENTRIES}`, 'names.h': '#include <string_view>\nint length(std::string_view);\n', 'names.cpp': '#include "names.h"\nint length(std::string_view v) { return (int)v.size(); }\n' })).toEqual([])
  expect(await warningsOf({ 'filter.cpp': `// if constexpr, #include <span>\n#include <memory>\nstd::auto_ptr<int> p;\n${ENTRIES}` })).toEqual([])
})
