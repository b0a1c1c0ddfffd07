// The C++ library's locks and threads, where there is one thread.

import { expect, it, vi } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'
import { moduleSource, said } from './support/module-sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

it.skipIf(compiler === null)('locks are taken at once; the second lock of a mutex, which would never be given, throws', async () => {
  const { lines, status } = await said(`
    std::mutex a, b;
    { std::lock_guard<std::mutex> guard(a); say(a.try_lock()); try { a.lock(); } catch (const std::system_error &error) { say(error.code() == std::errc::resource_deadlock_would_occur); } }
    std::lock(a, b); say(b.try_lock()); a.unlock(); b.unlock();
    { std::unique_lock<std::mutex> one(a, std::defer_lock); say(one.owns_lock()); one.lock(); std::unique_lock<std::mutex> two(std::move(one)); say(two && !one.owns_lock()); }
    { std::scoped_lock<std::mutex, std::mutex> both(a, b); say(a.try_lock()); } say(a.try_lock());
    std::recursive_mutex r; r.lock(); say(r.try_lock());
    std::shared_timed_mutex s; { std::shared_lock<std::shared_timed_mutex> one(s), two(s); say(s.try_lock_for(std::chrono::hours(1))); } say(s.try_lock());
    int calls = 0; std::once_flag once; for (int i = 0; i < 3; i++) std::call_once(once, [&] { calls++; }); say(std::to_string(calls));
  `, 'mutex', 'shared_mutex')
  expect(lines).toEqual(['no', 'yes', 'no', 'no', 'yes', 'no', 'yes', 'yes', 'no', 'yes', '1'])
  expect(status).toBe(200)
})

it.skipIf(compiler === null)('a wait has what is there, or times out; one without end throws', async () => {
  const { lines } = await said(`
    std::mutex m; std::condition_variable filled; std::queue<std::string> queue;
    std::unique_lock<std::mutex> lock(m);
    say(filled.wait_for(lock, std::chrono::hours(1), [&] { return !queue.empty(); }));
    say(filled.wait_until(lock, std::chrono::steady_clock::now() + std::chrono::hours(1)) == std::cv_status::timeout);
    queue.push("first"); filled.notify_one();
    filled.wait(lock, [&] { return !queue.empty(); }); say(queue.front());
    try { filled.wait(lock); } catch (const std::system_error &error) { say(std::string(error.what())); }
  `, 'condition_variable', 'mutex', 'queue')
  expect(lines).toEqual(['no', 'yes', 'first', expect.stringMatching(/^condition_variable::wait: .*deadlock/)])
})

it.skipIf(compiler === null)('a thread cannot be started, as on a machine that has no more of them; who does not expect that answers 500', async () => {
  const { lines } = await said(`
    std::thread none; say(none.joinable());
    try { std::thread worker([] {}); worker.join(); } catch (const std::system_error &error) { say(error.code() == std::errc::resource_unavailable_try_again); }
    std::ostringstream text; text << std::this_thread::get_id(); say(text.str());
    std::this_thread::sleep_for(std::chrono::milliseconds(1)); say(std::to_string(std::thread::hardware_concurrency()));
  `, 'thread', 'sstream')
  expect(lines).toEqual(['no', 'Module "module" has called std::thread, which is not there.', 'yes', '1', '1'])
  expect((await said('std::thread worker([] {}); worker.detach();', 'thread')).status).toBe(500)
})

it.skipIf(compiler === null)('a source that wants futures is told why there are none', async () => {
  await expect(compile([moduleSource('std::async([] {});', '#include <string>\n#include <future>\n')])).rejects.toThrow(/There are no threads: std::future/)
})
