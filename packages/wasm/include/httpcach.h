/* The server's own caches and their keys. C++ only. */
#ifndef _HTTPCACH_H_
#define _HTTPCACH_H_
#include <httpserv.h>

#define FILE_CACHE_NAME L"FILE"
#define TOKEN_CACHE_NAME L"TOKEN"
#define URI_CACHE_NAME L"URI"

class IFileKey : public IHttpCacheKey {
public:
  virtual PCWSTR GetPath(VOID) const = 0;
};
class IUriKey : public IHttpCacheKey {
public:
  virtual DWORD GetSiteId(VOID) const = 0;
  virtual PCWSTR GetSiteName(VOID) const = 0;
  virtual PCWSTR GetUrl(VOID) const = 0;
  virtual PCWSTR GetConfigPath(VOID) const = 0;
};
class IHttpTokenKey : public IHttpCacheKey {
public:
  virtual PCWSTR GetUserName(VOID) const = 0;
  virtual PCWSTR GetPasswordHash(VOID) const = 0;
  virtual DWORD GetLogonMethod(VOID) const = 0;
};
#endif
