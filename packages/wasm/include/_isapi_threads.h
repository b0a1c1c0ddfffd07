/*
 * Locks of the C++ library for one thread, where its own headers leave them out (libc++ without threads). Ours.
 * A lock that is free is taken at once. What only another thread could bring about never comes: where that would be waited for without end, a
 * system_error is thrown (resource_deadlock_would_occur); a wait with a time is over at once; a thread cannot be started (resource_unavailable_try_again).
 */
#ifndef _ISAPI_THREADS_H
#define _ISAPI_THREADS_H
#pragma GCC system_header
#if defined(_LIBCPP_HAS_NO_THREADS) || (defined(_LIBCPP_HAS_THREADS) && !_LIBCPP_HAS_THREADS)
#define _ISAPI_OWN_LOCKS
#include <chrono>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#if _LIBCPP_VERSION >= 170000
#include <__mutex/lock_guard.h>
#include <__mutex/tag_types.h>
#include <__mutex/unique_lock.h>
#endif

namespace std {

[[noreturn]] inline void _isapi_never(const char *what) { throw system_error(make_error_code(errc::resource_deadlock_would_occur), what); }

/* Later versions of libc++ have lock_guard, the tags and at last unique_lock in any case. */
#if _LIBCPP_VERSION < 170000
struct defer_lock_t { explicit defer_lock_t() = default; };
struct try_to_lock_t { explicit try_to_lock_t() = default; };
struct adopt_lock_t { explicit adopt_lock_t() = default; };
constexpr defer_lock_t defer_lock{};
constexpr try_to_lock_t try_to_lock{};
constexpr adopt_lock_t adopt_lock{};

template <class Mutex> class lock_guard {
public:
  typedef Mutex mutex_type;
  explicit lock_guard(Mutex &mutex) : _mutex(mutex) { _mutex.lock(); }
  lock_guard(Mutex &mutex, adopt_lock_t) : _mutex(mutex) {}
  ~lock_guard() { _mutex.unlock(); }
  lock_guard(const lock_guard &) = delete;
  lock_guard &operator=(const lock_guard &) = delete;

private:
  Mutex &_mutex;
};
#endif

class _isapi_lock {
public:
  constexpr _isapi_lock() noexcept = default;
  _isapi_lock(const _isapi_lock &) = delete;
  _isapi_lock &operator=(const _isapi_lock &) = delete;
  typedef void *native_handle_type;
  native_handle_type native_handle() { return this; }

protected:
  bool take(bool again) noexcept {
    if (_shared || (_exclusive && !again)) return false;
    _exclusive++;
    return true;
  }
  void give() noexcept { if (_exclusive) _exclusive--; }
  bool share() noexcept {
    if (_exclusive) return false;
    _shared++;
    return true;
  }
  void unshare() noexcept { if (_shared) _shared--; }

private:
  unsigned _exclusive = 0, _shared = 0;
};

class mutex : public _isapi_lock {
public:
  void lock() { if (!take(false)) _isapi_never("mutex::lock"); }
  bool try_lock() noexcept { return take(false); }
  void unlock() noexcept { give(); }
};
class recursive_mutex : public _isapi_lock {
public:
  void lock() { take(true); }
  bool try_lock() noexcept { return take(true); }
  void unlock() noexcept { give(); }
};
template <class Mutex> class _isapi_timed : public Mutex {
public:
  template <class Rep, class Period> bool try_lock_for(const chrono::duration<Rep, Period> &) { return this->try_lock(); }
  template <class Clock, class Duration> bool try_lock_until(const chrono::time_point<Clock, Duration> &) { return this->try_lock(); }
};
class timed_mutex : public _isapi_timed<mutex> {};
class recursive_timed_mutex : public _isapi_timed<recursive_mutex> {};

class shared_mutex : public mutex {
public:
  void lock_shared() { if (!share()) _isapi_never("shared_mutex::lock_shared"); }
  bool try_lock_shared() noexcept { return share(); }
  void unlock_shared() noexcept { unshare(); }
};
class shared_timed_mutex : public _isapi_timed<shared_mutex> {
public:
  template <class Rep, class Period> bool try_lock_shared_for(const chrono::duration<Rep, Period> &) { return try_lock_shared(); }
  template <class Clock, class Duration> bool try_lock_shared_until(const chrono::time_point<Clock, Duration> &) { return try_lock_shared(); }
};

/* unique_lock and shared_lock differ in the calls that they make. */
template <class Mutex> struct _isapi_exclusive {
  static void lock(Mutex &mutex) { mutex.lock(); }
  static bool try_lock(Mutex &mutex) { return mutex.try_lock(); }
  static void unlock(Mutex &mutex) { mutex.unlock(); }
};
template <class Mutex> struct _isapi_shared {
  static void lock(Mutex &mutex) { mutex.lock_shared(); }
  static bool try_lock(Mutex &mutex) { return mutex.try_lock_shared(); }
  static void unlock(Mutex &mutex) { mutex.unlock_shared(); }
};
template <class Mutex, class Calls> class _isapi_movable_lock {
public:
  typedef Mutex mutex_type;
  _isapi_movable_lock() noexcept = default;
  explicit _isapi_movable_lock(Mutex &mutex) : _mutex(&mutex) { lock(); }
  _isapi_movable_lock(Mutex &mutex, defer_lock_t) noexcept : _mutex(&mutex) {}
  _isapi_movable_lock(Mutex &mutex, try_to_lock_t) : _mutex(&mutex) { try_lock(); }
  _isapi_movable_lock(Mutex &mutex, adopt_lock_t) : _mutex(&mutex), _owns(true) {}
  template <class Rep, class Period> _isapi_movable_lock(Mutex &mutex, const chrono::duration<Rep, Period> &) : _mutex(&mutex) { try_lock(); }
  template <class Clock, class Duration> _isapi_movable_lock(Mutex &mutex, const chrono::time_point<Clock, Duration> &) : _mutex(&mutex) { try_lock(); }
  ~_isapi_movable_lock() { if (_owns) Calls::unlock(*_mutex); }
  _isapi_movable_lock(_isapi_movable_lock &&other) noexcept { swap(other); }
  _isapi_movable_lock &operator=(_isapi_movable_lock &&other) noexcept {
    if (_owns) unlock();
    _mutex = nullptr;
    swap(other);
    return *this;
  }
  void lock() { check("lock"); Calls::lock(*_mutex); _owns = true; }
  bool try_lock() { check("try_lock"); return _owns = Calls::try_lock(*_mutex); }
  template <class Rep, class Period> bool try_lock_for(const chrono::duration<Rep, Period> &) { return try_lock(); }
  template <class Clock, class Duration> bool try_lock_until(const chrono::time_point<Clock, Duration> &) { return try_lock(); }
  void unlock() {
    if (!_owns) throw system_error(make_error_code(errc::operation_not_permitted), "unlock");
    Calls::unlock(*_mutex);
    _owns = false;
  }
  void swap(_isapi_movable_lock &other) noexcept { std::swap(_mutex, other._mutex); std::swap(_owns, other._owns); }
  Mutex *release() noexcept { Mutex *was = _mutex; _mutex = nullptr; _owns = false; return was; }
  bool owns_lock() const noexcept { return _owns; }
  explicit operator bool() const noexcept { return _owns; }
  Mutex *mutex() const noexcept { return _mutex; }

private:
  void check(const char *what) const {
    if (!_mutex) throw system_error(make_error_code(errc::operation_not_permitted), what);
    if (_owns) _isapi_never(what);
  }
  Mutex *_mutex = nullptr;
  bool _owns = false;
};
#if _LIBCPP_VERSION < 200000
template <class Mutex> class unique_lock : public _isapi_movable_lock<Mutex, _isapi_exclusive<Mutex>> {
public:
  using _isapi_movable_lock<Mutex, _isapi_exclusive<Mutex>>::_isapi_movable_lock;
  unique_lock() noexcept = default;
  explicit unique_lock(Mutex &mutex) : _isapi_movable_lock<Mutex, _isapi_exclusive<Mutex>>(mutex) {}
};
#endif
template <class Mutex> class shared_lock : public _isapi_movable_lock<Mutex, _isapi_shared<Mutex>> {
public:
  using _isapi_movable_lock<Mutex, _isapi_shared<Mutex>>::_isapi_movable_lock;
  shared_lock() noexcept = default;
  explicit shared_lock(Mutex &mutex) : _isapi_movable_lock<Mutex, _isapi_shared<Mutex>>(mutex) {}
};

inline int _isapi_try_all(int) { return -1; }
template <class First, class... Rest> int _isapi_try_all(int place, First &first, Rest &...rest) {
  if (!first.try_lock()) return place;
  int failed = _isapi_try_all(place + 1, rest...);
  if (failed != -1) first.unlock();
  return failed;
}
template <class First, class Second, class... Rest> int try_lock(First &first, Second &second, Rest &...rest) { return _isapi_try_all(0, first, second, rest...); }
template <class First, class Second, class... Rest> void lock(First &first, Second &second, Rest &...rest) {
  if (try_lock(first, second, rest...) != -1) _isapi_never("lock");
}
template <class... Mutexes> class scoped_lock {
public:
  explicit scoped_lock(Mutexes &...mutexes) : _mutexes(mutexes...) { if (_isapi_try_all(0, mutexes...) != -1) _isapi_never("scoped_lock"); }
  explicit scoped_lock(adopt_lock_t, Mutexes &...mutexes) : _mutexes(mutexes...) {}
  ~scoped_lock() { unlock(index_sequence_for<Mutexes...>()); }
  scoped_lock(const scoped_lock &) = delete;
  scoped_lock &operator=(const scoped_lock &) = delete;

private:
  template <size_t... I> void unlock(index_sequence<I...>) { (void)initializer_list<int>{0, (get<I>(_mutexes).unlock(), 0)...}; }
  tuple<Mutexes &...> _mutexes;
};

enum class cv_status { no_timeout, timeout };
class condition_variable {
public:
  condition_variable() = default;
  condition_variable(const condition_variable &) = delete;
  condition_variable &operator=(const condition_variable &) = delete;
  void notify_one() noexcept {}
  void notify_all() noexcept {}
  template <class Lock> void wait(Lock &) { _isapi_never("condition_variable::wait"); }
  template <class Lock, class Ready> void wait(Lock &, Ready ready) { if (!ready()) _isapi_never("condition_variable::wait"); }
  template <class Lock, class Time> cv_status wait_for(Lock &, const Time &) { return cv_status::timeout; }
  template <class Lock, class Time> cv_status wait_until(Lock &, const Time &) { return cv_status::timeout; }
  template <class Lock, class Time, class Ready> bool wait_for(Lock &, const Time &, Ready ready) { return ready(); }
  template <class Lock, class Time, class Ready> bool wait_until(Lock &, const Time &, Ready ready) { return ready(); }
};
class condition_variable_any : public condition_variable {};

class _isapi_thread_id {
public:
  constexpr _isapi_thread_id() noexcept = default;
  constexpr explicit _isapi_thread_id(unsigned number) noexcept : _number(number) {}
  friend bool operator==(_isapi_thread_id a, _isapi_thread_id b) noexcept { return a._number == b._number; }
  friend bool operator!=(_isapi_thread_id a, _isapi_thread_id b) noexcept { return a._number != b._number; }
  friend bool operator<(_isapi_thread_id a, _isapi_thread_id b) noexcept { return a._number < b._number; }
  template <class Stream> friend Stream &operator<<(Stream &stream, _isapi_thread_id id) { stream << id._number; return stream; }
  unsigned _isapi_number() const noexcept { return _number; }

private:
  unsigned _number = 0;
};
template <> struct hash<_isapi_thread_id> { size_t operator()(_isapi_thread_id id) const noexcept { return id._isapi_number(); } };

/* Named by the compiler, and by the server when it is called. */
extern "C" __attribute__((import_module("env"), import_name("std::thread"))) int _isapi_missing_thread();

class thread {
public:
  typedef _isapi_thread_id id;
  typedef void *native_handle_type;
  thread() noexcept = default;
  template <class Function, class... Arguments, class = typename enable_if<!is_same<typename decay<Function>::type, thread>::value>::type>
  explicit thread(Function &&, Arguments &&...) {
    _isapi_missing_thread();
    throw system_error(make_error_code(errc::resource_unavailable_try_again), "thread");
  }
  thread(thread &&) noexcept = default;
  thread &operator=(thread &&) noexcept = default;
  thread(const thread &) = delete;
  void swap(thread &) noexcept {}
  bool joinable() const noexcept { return false; }
  void join() { throw system_error(make_error_code(errc::invalid_argument), "thread::join"); }
  void detach() { throw system_error(make_error_code(errc::invalid_argument), "thread::detach"); }
  id get_id() const noexcept { return id(); }
  native_handle_type native_handle() { return nullptr; }
  static unsigned hardware_concurrency() noexcept { return 1; }
};

extern "C" void _isapi_sleep(unsigned long milliseconds) __asm__("Sleep");
namespace this_thread {
inline thread::id get_id() noexcept { return thread::id(1); }
inline void yield() noexcept {}
template <class Rep, class Period> void sleep_for(const chrono::duration<Rep, Period> &time) {
  auto ms = chrono::duration_cast<chrono::milliseconds>(time).count();
  if (ms > 0) _isapi_sleep((unsigned long)ms);
}
template <class Clock, class Duration> void sleep_until(const chrono::time_point<Clock, Duration> &time) { sleep_for(time - Clock::now()); }
}
}
#endif
#endif
