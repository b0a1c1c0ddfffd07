/* Microsoft::WRL::Wrappers: handles that close themselves, and locks. Ours, from the public documentation; HString and RoInitializeWrapper are of the Windows Runtime, which is not here. */
#ifndef _WRL_COREWRAPPERS_H_
#define _WRL_COREWRAPPERS_H_
#include <windows.h>
#ifdef __cplusplus
namespace Microsoft { namespace WRL { namespace Wrappers {
namespace HandleTraits {
struct HANDLENullTraits {
  typedef HANDLE Type;
  static bool Close(Type h) throw() { return CloseHandle(h) != FALSE; }
  static Type GetInvalidValue() throw() { return NULL; }
};
struct HANDLETraits {
  typedef HANDLE Type;
  static bool Close(Type h) throw() { return CloseHandle(h) != FALSE; }
  static Type GetInvalidValue() throw() { return INVALID_HANDLE_VALUE; }
};
struct FileHandleTraits : HANDLETraits {};
struct EventTraits : HANDLENullTraits {};
struct MutexTraits : HANDLENullTraits { static void Unlock(Type h) throw() { ReleaseMutex(h); } };
struct SemaphoreTraits : HANDLENullTraits { static void Unlock(Type h) throw() { ReleaseSemaphore(h, 1, NULL); } };
struct CriticalSectionTraits { typedef CRITICAL_SECTION *Type; static Type GetInvalidValue() throw() { return NULL; } static void Unlock(Type h) throw() { LeaveCriticalSection(h); } };
struct SRWLockExclusiveTraits { typedef SRWLOCK *Type; static Type GetInvalidValue() throw() { return NULL; } static void Unlock(Type h) throw() { ReleaseSRWLockExclusive(h); } };
struct SRWLockSharedTraits { typedef SRWLOCK *Type; static Type GetInvalidValue() throw() { return NULL; } static void Unlock(Type h) throw() { ReleaseSRWLockShared(h); } };
}

template <class HandleTraits> class HandleT {
public:
  typedef HandleTraits Traits;
  explicit HandleT(typename Traits::Type h = Traits::GetInvalidValue()) throw() : handle_(h) {}
  HandleT(HandleT &&other) throw() : handle_(other.Detach()) {}
  ~HandleT() throw() { Close(); }
  HandleT &operator=(HandleT &&other) throw() { Attach(other.Detach()); return *this; }
  void Attach(typename Traits::Type h) throw() {
    if (h == handle_) return;
    Close();
    handle_ = h;
  }
  typename Traits::Type Detach() throw() {
    typename Traits::Type h = handle_;
    handle_ = Traits::GetInvalidValue();
    return h;
  }
  typename Traits::Type Get() const throw() { return handle_; }
  bool IsValid() const throw() { return handle_ != Traits::GetInvalidValue(); }
  void Close() throw() { if (IsValid()) Traits::Close(Detach()); }
  typename Traits::Type *GetAddressOf() throw() { return &handle_; }
  typename Traits::Type *ReleaseAndGetAddressOf() throw() { Close(); return &handle_; }

protected:
  HandleT(const HandleT &);
  HandleT &operator=(const HandleT &);
  typename Traits::Type handle_;
};
typedef HandleT<HandleTraits::FileHandleTraits> FileHandle;

namespace Details {
/* A lock that is held until this goes. */
template <class SyncTraits> class SyncLockT {
public:
  SyncLockT(SyncLockT &&other) throw() : sync_(other.sync_) { other.sync_ = SyncTraits::GetInvalidValue(); }
  explicit SyncLockT(typename SyncTraits::Type sync = SyncTraits::GetInvalidValue()) throw() : sync_(sync) {}
  ~SyncLockT() throw() { Unlock(); }
  void Unlock() throw() {
    if (!IsLocked()) return;
    SyncTraits::Unlock(sync_);
    sync_ = SyncTraits::GetInvalidValue();
  }
  bool IsLocked() const throw() { return sync_ != SyncTraits::GetInvalidValue(); }

private:
  SyncLockT(const SyncLockT &);
  SyncLockT &operator=(const SyncLockT &);
  typename SyncTraits::Type sync_;
};
template <class SyncTraits> SyncLockT<SyncTraits> Wait(HANDLE h, DWORD milliseconds) throw() {
  const DWORD result = WaitForSingleObjectEx(h, milliseconds, FALSE);
  return SyncLockT<SyncTraits>(result == WAIT_OBJECT_0 || result == WAIT_ABANDONED ? h : SyncTraits::GetInvalidValue());
}
}

class Event : public HandleT<HandleTraits::EventTraits> {
public:
  explicit Event(HANDLE h = NULL) throw() : HandleT(h) {}
  Event(Event &&other) throw() : HandleT(other.Detach()) {}
  Event &operator=(Event &&other) throw() { Attach(other.Detach()); return *this; }
};
class Mutex : public HandleT<HandleTraits::MutexTraits> {
public:
  typedef Details::SyncLockT<HandleTraits::MutexTraits> SyncLock;
  explicit Mutex(HANDLE h = NULL) throw() : HandleT(h) {}
  SyncLock Lock(DWORD milliseconds = INFINITE) throw() { return Details::Wait<HandleTraits::MutexTraits>(Get(), milliseconds); }
};
class Semaphore : public HandleT<HandleTraits::SemaphoreTraits> {
public:
  typedef Details::SyncLockT<HandleTraits::SemaphoreTraits> SyncLock;
  explicit Semaphore(HANDLE h = NULL) throw() : HandleT(h) {}
  SyncLock Lock(DWORD milliseconds = INFINITE) throw() { return Details::Wait<HandleTraits::SemaphoreTraits>(Get(), milliseconds); }
};
class CriticalSection {
public:
  typedef Details::SyncLockT<HandleTraits::CriticalSectionTraits> SyncLock;
  explicit CriticalSection(ULONG spinCount = 0) throw() { InitializeCriticalSectionAndSpinCount(&cs_, spinCount); }
  ~CriticalSection() throw() { DeleteCriticalSection(&cs_); }
  SyncLock Lock() throw() { return Lock(&cs_); }
  SyncLock TryLock() throw() { return TryLock(&cs_); }
  static SyncLock Lock(CRITICAL_SECTION *cs) throw() { EnterCriticalSection(cs); return SyncLock(cs); }
  static SyncLock TryLock(CRITICAL_SECTION *cs) throw() { return SyncLock(TryEnterCriticalSection(cs) ? cs : NULL); }
  bool IsValid() const throw() { return true; }

private:
  CriticalSection(const CriticalSection &);
  CriticalSection &operator=(const CriticalSection &);
  CRITICAL_SECTION cs_;
};
class SRWLock {
public:
  typedef Details::SyncLockT<HandleTraits::SRWLockExclusiveTraits> SyncLockExclusive;
  typedef Details::SyncLockT<HandleTraits::SRWLockSharedTraits> SyncLockShared;
  SRWLock() throw() { InitializeSRWLock(&lock_); }
  SyncLockExclusive LockExclusive() throw() { AcquireSRWLockExclusive(&lock_); return SyncLockExclusive(&lock_); }
  SyncLockExclusive TryLockExclusive() throw() { return SyncLockExclusive(TryAcquireSRWLockExclusive(&lock_) ? &lock_ : NULL); }
  SyncLockShared LockShared() throw() { AcquireSRWLockShared(&lock_); return SyncLockShared(&lock_); }

private:
  SRWLock(const SRWLock &);
  SRWLock &operator=(const SRWLock &);
  SRWLOCK lock_;
};
} } }
#endif
#endif
