/* Descriptors as one makes them to let everybody at an event or a mutex. Nobody asks them: there is one process. */

#include "win32.h"

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision) {
  SECURITY_DESCRIPTOR *made = descriptor;
  if (!made || revision != SECURITY_DESCRIPTOR_REVISION) return isapi_fail(ERROR_UNKNOWN_REVISION);
  memset(made, 0, sizeof *made);
  made->Revision = (BYTE)revision;
  return TRUE;
}
BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL list, BOOL defaulted) {
  SECURITY_DESCRIPTOR *changed = descriptor;
  if (!changed) return isapi_fail(ERROR_INVALID_PARAMETER);
  changed->Control = (WORD)((present ? 0x0004 : 0) | (defaulted ? 0x0008 : 0)); /* SE_DACL_PRESENT, SE_DACL_DEFAULTED */
  changed->Dacl = present ? list : NULL;
  return TRUE;
}
