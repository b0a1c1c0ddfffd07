/* What the host calls: a filter begins and ends as a DLL does. */

#include <stdlib.h>

enum { DLL_PROCESS_DETACH = 0, DLL_PROCESS_ATTACH = 1 };

extern void __wasm_call_ctors(void);
extern void __wasm_call_dtors(void);
extern unsigned HttpFilterProc(void *pfc, unsigned type, void *pv) __attribute__((weak));
extern int DllMain(void *instance, unsigned long reason, void *reserved) __attribute__((weak));

/* Of afxwin.h: InitInstance and ExitInstance of an application of MFC. */
extern int isapi_application(int reason) __attribute__((weak));

/* The handle of the DLL; no address of it can be read. */
static void *const INSTANCE = (void *)0x10000000;

/* 0: DllMain has refused. */
__attribute__((export_name("isapi_start"))) int isapi_start(void) {
  __wasm_call_ctors();
  if (isapi_application && !isapi_application(DLL_PROCESS_ATTACH)) return 0;
  return DllMain ? DllMain(INSTANCE, DLL_PROCESS_ATTACH, 0) : 1;
}

/* DllMain first, then what static constructors have made, as the C run-time of a DLL does. */
__attribute__((export_name("isapi_stop"))) void isapi_stop(void) {
  if (DllMain) DllMain(INSTANCE, DLL_PROCESS_DETACH, 0);
  if (isapi_application) isapi_application(DLL_PROCESS_DETACH);
  __wasm_call_dtors();
}

/* No status; src/host/guest.ts knows it. */
enum { NULL_WRITTEN = 0x4E554C4C, NULL_WORDS = 8 };

/* HttpFilterProc, and whether it has written through NULL: that succeeds in linear memory, where the end of the stack lies at address 0. */
__attribute__((export_name("isapi_call"))) unsigned isapi_call(void *pfc, unsigned type, void *pv) {
  unsigned status = HttpFilterProc(pfc, type, pv);
  volatile unsigned long long *word = 0;
  unsigned long long any = 0;
  for (int index = 0; index < NULL_WORDS; index++) any |= word[index];
  return any ? NULL_WRITTEN : status;
}

__attribute__((export_name("isapi_alloc"))) void *isapi_alloc(size_t size) { return malloc(size); }
__attribute__((export_name("isapi_free"))) void isapi_free(void *block) { free(block); }
