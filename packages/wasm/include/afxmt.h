/* Objects of MFC to wait for, and locks that hold them. There is one thread: what is free is had at once. */
#ifndef __AFXMT_H__
#define __AFXMT_H__
#include <afx.h>

class CSyncObject : public CObject {
public:
  explicit CSyncObject(LPCTSTR = NULL) : m_hObject(NULL) {}
  virtual ~CSyncObject() { if (m_hObject) CloseHandle(m_hObject); }
  virtual BOOL Lock(DWORD dwTimeout = INFINITE) { return WaitForSingleObject(m_hObject, dwTimeout) == WAIT_OBJECT_0; }
  virtual BOOL Unlock() { return TRUE; }
  virtual BOOL Unlock(LONG, LPLONG = NULL) { return TRUE; }
  operator HANDLE() const { return m_hObject; }
  HANDLE m_hObject;

private:
  CSyncObject(const CSyncObject &);
  CSyncObject &operator=(const CSyncObject &);
};

class CCriticalSection : public CSyncObject {
public:
  CCriticalSection() { InitializeCriticalSection(&m_sect); }
  virtual ~CCriticalSection() { DeleteCriticalSection(&m_sect); }
  virtual BOOL Lock(DWORD = INFINITE) { EnterCriticalSection(&m_sect); return TRUE; }
  virtual BOOL Unlock() { LeaveCriticalSection(&m_sect); return TRUE; }
  using CSyncObject::Unlock;
  operator CRITICAL_SECTION *() { return &m_sect; }
  CRITICAL_SECTION m_sect;
};

class CMutex : public CSyncObject {
public:
  explicit CMutex(BOOL bInitiallyOwn = FALSE, LPCTSTR lpszName = NULL, LPSECURITY_ATTRIBUTES attributes = NULL) { m_hObject = CreateMutex(attributes, bInitiallyOwn, lpszName); }
  virtual BOOL Unlock() { return ReleaseMutex(m_hObject); }
  using CSyncObject::Unlock;
};

class CSemaphore : public CSyncObject {
public:
  explicit CSemaphore(LONG lInitialCount = 1, LONG lMaxCount = 1, LPCTSTR name = NULL, LPSECURITY_ATTRIBUTES attributes = NULL) { m_hObject = CreateSemaphore(attributes, lInitialCount, lMaxCount, name); }
  virtual BOOL Unlock() { return ReleaseSemaphore(m_hObject, 1, NULL); }
  virtual BOOL Unlock(LONG lCount, LPLONG lpPrevCount = NULL) { return ReleaseSemaphore(m_hObject, lCount, lpPrevCount); }
};

class CEvent : public CSyncObject {
public:
  explicit CEvent(BOOL bInitiallyOwn = FALSE, BOOL bManualReset = FALSE, LPCTSTR name = NULL, LPSECURITY_ATTRIBUTES attributes = NULL) { m_hObject = CreateEvent(attributes, bManualReset, bInitiallyOwn, name); }
  BOOL SetEvent() { return ::SetEvent(m_hObject); }
  BOOL ResetEvent() { return ::ResetEvent(m_hObject); }
};

class CSingleLock {
public:
  explicit CSingleLock(CSyncObject *pObject, BOOL bInitialLock = FALSE) : m_pObject(pObject), m_bAcquired(FALSE) { if (bInitialLock) Lock(); }
  ~CSingleLock() { Unlock(); }
  BOOL Lock(DWORD dwTimeOut = INFINITE) { if (!m_bAcquired) m_bAcquired = m_pObject->Lock(dwTimeOut); return m_bAcquired; }
  BOOL Unlock() { if (m_bAcquired) m_bAcquired = !m_pObject->Unlock(); return !m_bAcquired; }
  BOOL IsLocked() { return m_bAcquired; }

private:
  CSyncObject *m_pObject;
  BOOL m_bAcquired;
};

#endif
