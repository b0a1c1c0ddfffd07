/* Exceptions and files of MFC. An exception is thrown as a pointer, and Delete frees it. */
#ifndef _ISAPI_AFXFILE_H
#define _ISAPI_AFXFILE_H

class CObject { public: virtual ~CObject() {} virtual BOOL IsSerializable() const { return FALSE; } };

class CException : public CObject {
public:
  explicit CException(BOOL = TRUE) {}
  void Delete() { delete this; }
  virtual BOOL GetErrorMessage(LPTSTR lpszError, UINT nMaxError, UINT * = NULL) const { if (nMaxError) *lpszError = 0; return FALSE; }
  virtual int ReportError(UINT = 0, UINT = 0) { return 0; }
};
class CSimpleException : public CException {};
class CMemoryException : public CSimpleException {};
class CNotSupportedException : public CSimpleException {};
class CUserException : public CSimpleException {};
class CFileException : public CException {
public:
  enum { none, genericException, fileNotFound, badPath, tooManyOpenFiles, accessDenied, invalidFile, removeCurrentDir, directoryFull, badSeek, hardIO, sharingViolation, lockViolation, diskFull, endOfFile };
  explicit CFileException(int cause = none, LONG lOsError = -1, LPCTSTR name = NULL) : m_cause(cause), m_lOsError(lOsError), m_strFileName(name) {}
  virtual BOOL GetErrorMessage(LPTSTR lpszError, UINT nMaxError, UINT * = NULL) const { return FormatMessage(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, (DWORD)m_lOsError, 0, lpszError, nMaxError, NULL) != 0; }
  static int OsErrorToException(LONG error) {
    switch (error) {
    case 0: return none;
    case ERROR_FILE_NOT_FOUND: return fileNotFound;
    case ERROR_PATH_NOT_FOUND: return badPath;
    case ERROR_ACCESS_DENIED: return accessDenied;
    case ERROR_INVALID_HANDLE: return invalidFile;
    case ERROR_SHARING_VIOLATION: return sharingViolation;
    case ERROR_HANDLE_EOF: return endOfFile;
    default: return genericException;
    }
  }
  static void ThrowOsError(LONG error, LPCTSTR name = NULL) { throw new CFileException(OsErrorToException(error), error, name); }
  int m_cause;
  LONG m_lOsError;
  CString m_strFileName;
};

#define TRY try {
#define CATCH(kind, e) } catch (kind *e) { CException *_isapi_e = e; (void)_isapi_e;
#define AND_CATCH(kind, e) } catch (kind *e) { CException *_isapi_e = e; (void)_isapi_e;
#define END_CATCH }
#define CATCH_ALL(e) } catch (CException *e) {
#define AND_CATCH_ALL(e) } catch (CException *e) {
#define END_CATCH_ALL }
#define END_TRY }
#define THROW(e) throw e
#define THROW_LAST() throw
inline void AfxThrowFileException(int cause, LONG lOsError = -1, LPCTSTR name = NULL) { throw new CFileException(cause, lOsError, name); }
inline void AfxThrowMemoryException() { throw new CMemoryException; }
inline void AfxThrowNotSupportedException() { throw new CNotSupportedException; }
inline void AfxThrowUserException() { throw new CUserException; }

class CFile : public CObject {
public:
  enum OpenFlags { modeRead = 0, modeWrite = 1, modeReadWrite = 2, shareCompat = 0, shareExclusive = 0x10, shareDenyWrite = 0x20, shareDenyRead = 0x30, shareDenyNone = 0x40, modeNoInherit = 0x80, modeCreate = 0x1000, modeNoTruncate = 0x2000, typeText = 0x4000, typeBinary = 0x8000 };
  enum SeekPosition { begin, current, end };

  CFile() : m_hFile(INVALID_HANDLE_VALUE) {}
  explicit CFile(HANDLE hFile) : m_hFile(hFile) {}
  CFile(LPCTSTR name, UINT flags) : m_hFile(INVALID_HANDLE_VALUE) { CFileException why; if (!CFile::Open(name, flags, &why)) CFileException::ThrowOsError(why.m_lOsError, name); }
  virtual ~CFile() { if (m_hFile != INVALID_HANDLE_VALUE) CloseHandle(m_hFile); }

  virtual BOOL Open(LPCTSTR name, UINT flags, CFileException *pError = NULL) {
    DWORD access = (flags & 3) == modeWrite ? GENERIC_WRITE : (flags & 3) == modeReadWrite ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ;
    DWORD share = (flags & 0x70) == shareDenyNone ? FILE_SHARE_READ | FILE_SHARE_WRITE : (flags & 0x70) == shareDenyWrite ? FILE_SHARE_READ : (flags & 0x70) == shareDenyRead ? FILE_SHARE_WRITE : 0;
    m_strFileName = name;
    m_hFile = CreateFile(name, access, share, NULL, flags & modeCreate ? (flags & modeNoTruncate ? OPEN_ALWAYS : CREATE_ALWAYS) : OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    return opened(m_hFile != INVALID_HANDLE_VALUE, pError);
  }
  virtual void Close() { if (m_hFile != INVALID_HANDLE_VALUE) CloseHandle(m_hFile); m_hFile = INVALID_HANDLE_VALUE; }
  virtual void Abort() { Close(); }
  virtual UINT Read(void *to, UINT count) { DWORD done = 0; check(ReadFile(m_hFile, to, count, &done, NULL)); return done; }
  virtual void Write(const void *from, UINT count) { DWORD done = 0; check(WriteFile(m_hFile, from, count, &done, NULL)); }
  virtual void Flush() { FlushFileBuffers(m_hFile); }
  virtual ULONGLONG Seek(LONGLONG offset, UINT from) { DWORD at = SetFilePointer(m_hFile, (LONG)offset, NULL, from); check(at != INVALID_SET_FILE_POINTER); return at; }
  void SeekToBegin() { Seek(0, begin); }
  ULONGLONG SeekToEnd() { return Seek(0, end); }
  virtual ULONGLONG GetPosition() const { return SetFilePointer(m_hFile, 0, NULL, current); }
  virtual ULONGLONG GetLength() const { return GetFileSize(m_hFile, NULL); }
  virtual void SetLength(ULONGLONG length) { Seek((LONGLONG)length, begin); check(SetEndOfFile(m_hFile)); }
  virtual CString GetFilePath() const { return m_strFileName; }
  virtual CString GetFileName() const { return m_strFileName.Mid(m_strFileName.ReverseFind(_T('\\')) + 1); }
  static void Remove(LPCTSTR name) { if (!DeleteFile(name)) CFileException::ThrowOsError((LONG)GetLastError(), name); }
  static void Rename(LPCTSTR from, LPCTSTR to) { if (!MoveFile(from, to)) CFileException::ThrowOsError((LONG)GetLastError(), from); }
  operator HANDLE() const { return m_hFile; }
  HANDLE m_hFile;

protected:
  BOOL opened(BOOL done, CFileException *pError) {
    if (!done && pError) { pError->m_lOsError = (LONG)GetLastError(); pError->m_cause = CFileException::OsErrorToException(pError->m_lOsError); pError->m_strFileName = m_strFileName; }
    return done;
  }
  void check(BOOL done) const { if (!done) CFileException::ThrowOsError((LONG)GetLastError(), m_strFileName); }
  CString m_strFileName;

private:
  CFile(const CFile &);
  CFile &operator=(const CFile &);
};

/* A file of lines. */
class CStdioFile : public CFile {
public:
  CStdioFile() : m_pStream(NULL) {}
  explicit CStdioFile(FILE *pOpenStream) : m_pStream(pOpenStream) {}
  CStdioFile(LPCTSTR name, UINT flags) : m_pStream(NULL) { CFileException why; if (!CStdioFile::Open(name, flags, &why)) CFileException::ThrowOsError(why.m_lOsError, name); }
  virtual ~CStdioFile() { CStdioFile::Close(); }

  virtual BOOL Open(LPCTSTR name, UINT flags, CFileException *pError = NULL) {
    TCHAR mode[4] = { 0 };
    bool exists = GetFileAttributes(name) != INVALID_FILE_ATTRIBUTES;
    bool fresh = (flags & modeCreate) && !((flags & modeNoTruncate) && exists);
    int at = 0;
    mode[at++] = fresh && (flags & 3) ? 'w' : 'r';
    if ((flags & 3) == modeReadWrite || ((flags & 3) == modeWrite && !fresh)) mode[at++] = '+';
    mode[at] = flags & typeBinary ? 'b' : 't';
    m_strFileName = name;
    m_pStream = _tfopen(name, mode);
    return opened(m_pStream != NULL, pError);
  }
  virtual void Close() { if (m_pStream) fclose(m_pStream); m_pStream = NULL; }
  virtual UINT Read(void *to, UINT count) { return (UINT)fread(to, 1, count, m_pStream); }
  virtual void Write(const void *from, UINT count) { check(fwrite(from, 1, count, m_pStream) == count); }
  virtual void Flush() { fflush(m_pStream); }
  virtual ULONGLONG Seek(LONGLONG offset, UINT from) { check(fseek(m_pStream, (long)offset, (int)from) == 0); return (ULONGLONG)ftell(m_pStream); }
  virtual ULONGLONG GetPosition() const { return (ULONGLONG)ftell(m_pStream); }
  virtual ULONGLONG GetLength() const { long at = ftell(m_pStream); fseek(m_pStream, 0, SEEK_END); long length = ftell(m_pStream); fseek(m_pStream, at, SEEK_SET); return (ULONGLONG)length; }
  virtual void WriteString(LPCTSTR text) { check(_fputts(text, m_pStream) >= 0); }
  /* With the end of the line, as fgets has it. */
  virtual LPTSTR ReadString(LPTSTR to, UINT size) { return _fgetts(to, (int)size, m_pStream); }
  /* Without it. */
  virtual BOOL ReadString(CString &line) {
    TCHAR part[256];
    BOOL any = FALSE;
    line.Empty();
    while (_fgetts(part, 256, m_pStream)) {
      size_t length = _tcslen(part);
      any = TRUE;
      if (length > 0 && part[length - 1] == '\n') { part[length - 1] = 0; line += part; break; }
      line += part;
    }
    return any;
  }
  FILE *m_pStream;
};

#define DECLARE_DYNAMIC(class_name)
#define DECLARE_DYNCREATE(class_name)
#define DECLARE_SERIAL(class_name)
#define IMPLEMENT_DYNAMIC(class_name, base_class_name)
#define IMPLEMENT_DYNCREATE(class_name, base_class_name)
#define IMPLEMENT_SERIAL(class_name, base_class_name, wSchema)
#endif
