/* Security packages: types; there is no package, the linker names what is called, and a call fails with SEC_E_UNSUPPORTED_FUNCTION. */
#ifndef __SSPI_H__
#define __SSPI_H__
#include <windows.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef LONG SECURITY_STATUS;
typedef struct _SecHandle { ULONG_PTR dwLower, dwUpper; } SecHandle, *PSecHandle, CredHandle, *PCredHandle, CtxtHandle, *PCtxtHandle;
typedef LARGE_INTEGER SECURITY_INTEGER, TimeStamp, *PTimeStamp;
typedef CHAR SEC_CHAR;
typedef WCHAR SEC_WCHAR;
typedef struct _SecBuffer { ULONG cbBuffer, BufferType; PVOID pvBuffer; } SecBuffer, *PSecBuffer;
typedef struct _SecBufferDesc { ULONG ulVersion, cBuffers; PSecBuffer pBuffers; } SecBufferDesc, *PSecBufferDesc;
typedef struct _SecPkgInfoA { ULONG fCapabilities; USHORT wVersion, wRPCID; ULONG cbMaxToken; SEC_CHAR *Name, *Comment; } SecPkgInfoA, *PSecPkgInfoA;
typedef struct _SEC_WINNT_AUTH_IDENTITY_A { unsigned char *User; ULONG UserLength; unsigned char *Domain; ULONG DomainLength; unsigned char *Password; ULONG PasswordLength, Flags; } SEC_WINNT_AUTH_IDENTITY_A;
typedef struct _SecPkgContext_NamesA { SEC_CHAR *sUserName; } SecPkgContext_NamesA;
#define SECBUFFER_VERSION 0
#define SECBUFFER_EMPTY 0
#define SECBUFFER_DATA 1
#define SECBUFFER_TOKEN 2
#define SECPKG_CRED_INBOUND 1
#define SECPKG_CRED_OUTBOUND 2
#define SECPKG_ATTR_NAMES 1
#define SECURITY_NATIVE_DREP 0x10
#define SECURITY_NETWORK_DREP 0
#define SEC_WINNT_AUTH_IDENTITY_ANSI 1
#define SEC_E_OK ((HRESULT)0)
#define SEC_I_CONTINUE_NEEDED ((HRESULT)0x00090312L)
#define SEC_I_COMPLETE_NEEDED ((HRESULT)0x00090313L)
#define SEC_I_COMPLETE_AND_CONTINUE ((HRESULT)0x00090314L)
#define SEC_E_UNSUPPORTED_FUNCTION ((HRESULT)0x80090302L)
#define SEC_E_LOGON_DENIED ((HRESULT)0x8009030CL)
#ifndef SecInvalidateHandle
#define SecInvalidateHandle(x) ((x)->dwLower = (x)->dwUpper = (ULONG_PTR)-1)
#endif
typedef void (WINAPI *SEC_GET_KEY_FN)(void *Arg, void *Principal, ULONG KeyVer, void **Key, SECURITY_STATUS *Status);
SECURITY_STATUS WINAPI AcquireCredentialsHandleA(LPSTR pszPrincipal, LPSTR pszPackage, ULONG fCredentialUse, void *pvLogonId, void *pAuthData, SEC_GET_KEY_FN pGetKeyFn, void *pvGetKeyArgument, PCredHandle phCredential, PTimeStamp ptsExpiry);
SECURITY_STATUS WINAPI FreeCredentialsHandle(PCredHandle phCredential);
SECURITY_STATUS WINAPI InitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR *pszTargetName, ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
SECURITY_STATUS WINAPI AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext, PSecBufferDesc pInput, ULONG fContextReq, ULONG TargetDataRep, PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
SECURITY_STATUS WINAPI CompleteAuthToken(PCtxtHandle phContext, PSecBufferDesc pToken);
SECURITY_STATUS WINAPI DeleteSecurityContext(PCtxtHandle phContext);
SECURITY_STATUS WINAPI ImpersonateSecurityContext(PCtxtHandle phContext);
SECURITY_STATUS WINAPI RevertSecurityContext(PCtxtHandle phContext);
SECURITY_STATUS WINAPI QueryContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute, void *pBuffer);
SECURITY_STATUS WINAPI QuerySecurityPackageInfoA(LPSTR pszPackageName, PSecPkgInfoA *ppPackageInfo);
SECURITY_STATUS WINAPI FreeContextBuffer(PVOID pvContextBuffer);
#define AcquireCredentialsHandle AcquireCredentialsHandleA
#define InitializeSecurityContext InitializeSecurityContextA
#define QueryContextAttributes QueryContextAttributesA
#define QuerySecurityPackageInfo QuerySecurityPackageInfoA
#define SecPkgInfo SecPkgInfoA
#define PSecPkgInfo PSecPkgInfoA
#define SEC_WINNT_AUTH_IDENTITY SEC_WINNT_AUTH_IDENTITY_A
#define SecPkgContext_Names SecPkgContext_NamesA
#ifdef __cplusplus
}
#endif
#endif
