#ifndef _SECURITY_H_
#define _SECURITY_H_
#include <sspi.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef enum { NameUnknown = 0, NameFullyQualifiedDN = 1, NameSamCompatible = 2, NameDisplay = 3, NameUniqueId = 6, NameCanonical = 7, NameUserPrincipal = 8 } EXTENDED_NAME_FORMAT;
BOOLEAN WINAPI GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer, PULONG nSize);
BOOLEAN WINAPI TranslateNameA(LPCSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat, EXTENDED_NAME_FORMAT DesiredNameFormat, LPSTR lpTranslatedName, PULONG nSize);
#define GetUserNameEx GetUserNameExA
#define TranslateName TranslateNameA
#ifdef __cplusplus
}
#endif
#endif
