/* What the host calls: a filter begins and ends as a DLL does. */

#include <stdlib.h>

enum { DLL_PROCESS_DETACH = 0, DLL_PROCESS_ATTACH = 1 };

extern void __wasm_call_ctors(void);
extern void __wasm_call_dtors(void) __attribute__((weak));
extern int DllMain(void *instance, unsigned long reason, void *reserved) __attribute__((weak));

/* The handle of the DLL; no address of it can be read. */
static void *const INSTANCE = (void *)0x10000000;

/* 0: DllMain has refused. */
__attribute__((export_name("isapi_start"))) int isapi_start(void) {
  __wasm_call_ctors();
  return DllMain ? DllMain(INSTANCE, DLL_PROCESS_ATTACH, 0) : 1;
}

__attribute__((export_name("isapi_stop"))) void isapi_stop(void) {
  if (DllMain) DllMain(INSTANCE, DLL_PROCESS_DETACH, 0);
}

__attribute__((export_name("isapi_alloc"))) void *isapi_alloc(size_t size) { return malloc(size); }
__attribute__((export_name("isapi_free"))) void isapi_free(void *block) { free(block); }
