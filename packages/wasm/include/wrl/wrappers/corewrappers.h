/* Handles and locks of the Windows Runtime Library; there is one thread, so locks are always free. Ours. */
#ifndef _WRL_WRAPPERS_CORE_H_
#define _WRL_WRAPPERS_CORE_H_
#include <windows.h>
#include <utility>
namespace Microsoft { namespace WRL { namespace Wrappers {
namespace HandleTraits {
struct HANDLENullTraits {
  typedef HANDLE Type;
  static bool Close(Type handle) { return ::CloseHandle(handle) != FALSE; }
  static Type GetInvalidValue() { return NULL; }
};
struct HANDLETraits : HANDLENullTraits { static Type GetInvalidValue() { return INVALID_HANDLE_VALUE; } };
struct FileHandleTraits : HANDLETraits {};
struct EventTraits : HANDLENullTraits {};
struct MutexTraits : HANDLENullTraits {};
struct SemaphoreTraits : HANDLENullTraits {};
}
template <class HandleTraits> class HandleT {
public:
  typedef HandleTraits Traits;
  explicit HandleT(typename Traits::Type handle = Traits::GetInvalidValue()) : handle_(handle) {}
  HandleT(HandleT &&other) : handle_(other.Detach()) {}
  HandleT(const HandleT &) = delete;
  virtual ~HandleT() { Close(); }
  HandleT &operator=(HandleT &&other) { if (this != &other) Attach(other.Detach()); return *this; }
  HandleT &operator=(const HandleT &) = delete;
  typename Traits::Type Get() const { return handle_; }
  bool IsValid() const { return handle_ != Traits::GetInvalidValue(); }
  void Attach(typename Traits::Type handle) { Close(); handle_ = handle; }
  typename Traits::Type Detach() { typename Traits::Type handle = handle_; handle_ = Traits::GetInvalidValue(); return handle; }
  typename Traits::Type *GetAddressOf() { return &handle_; }
  typename Traits::Type *ReleaseAndGetAddressOf() { Close(); return &handle_; }
  void Close() { if (IsValid()) Traits::Close(Detach()); }
protected:
  typename Traits::Type handle_;
};
class FileHandle : public HandleT<HandleTraits::FileHandleTraits> { public: using HandleT::HandleT; };
class Event : public HandleT<HandleTraits::EventTraits> { public: using HandleT::HandleT; };
class Mutex : public HandleT<HandleTraits::MutexTraits> { public: using HandleT::HandleT; };
class Semaphore : public HandleT<HandleTraits::SemaphoreTraits> { public: using HandleT::HandleT; };
class CriticalSection {
public:
  class SyncLock {
  public:
    explicit SyncLock(CRITICAL_SECTION *section = NULL) : section_(section) { if (section_) ::EnterCriticalSection(section_); }
    SyncLock(SyncLock &&other) : section_(other.section_) { other.section_ = NULL; }
    ~SyncLock() { Unlock(); }
    bool IsLocked() const { return section_ != NULL; }
    void Unlock() { if (section_) ::LeaveCriticalSection(section_); section_ = NULL; }
  private:
    CRITICAL_SECTION *section_;
  };
  explicit CriticalSection(ULONG spin = 0) { (void)spin; ::InitializeCriticalSection(&cs_); }
  ~CriticalSection() { ::DeleteCriticalSection(&cs_); }
  CriticalSection(const CriticalSection &) = delete;
  CriticalSection &operator=(const CriticalSection &) = delete;
  SyncLock Lock() { return SyncLock(&cs_); }
  SyncLock TryLock() { return Lock(); }
protected:
  CRITICAL_SECTION cs_;
};
} } }
#endif
