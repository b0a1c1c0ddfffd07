/* The debug heap: everything counts as released code, reports go nowhere. */
#ifndef _INC_CRTDBG
#define _INC_CRTDBG
#include <_isapi_crt.h>
#define _CRT_WARN 0
#define _CRT_ERROR 1
#define _CRT_ASSERT 2
#define _CRTDBG_MODE_FILE 1
#define _CRTDBG_MODE_DEBUG 2
#define _CRTDBG_MODE_WNDW 4
#define _CRTDBG_REPORT_MODE -1
#define _CRTDBG_ALLOC_MEM_DF 1
#define _CRTDBG_CHECK_ALWAYS_DF 4
#define _CRTDBG_LEAK_CHECK_DF 0x20
#define _CRTDBG_REPORT_FLAG -1
#define _CRTDBG_FILE_STDERR ((void *)-5)
#define _NORMAL_BLOCK 1
typedef struct _CrtMemState { void *pBlockHeader; } _CrtMemState;
#define _ASSERT(e) ((void)0)
#define _ASSERTE(e) ((void)0)
#define _ASSERT_EXPR(e, m) ((void)0)
#define _RPT0(t, f) ((void)0)
#define _RPT1(t, f, a) ((void)0)
#define _RPT2(t, f, a, b) ((void)0)
#define _RPT3(t, f, a, b, c) ((void)0)
#define _RPT4(t, f, a, b, c, d) ((void)0)
#define _RPTF0 _RPT0
#define _RPTF1 _RPT1
#define _RPTF2 _RPT2
#define _CrtSetDbgFlag(f) ((int)0)
#define _CrtSetReportMode(t, f) ((int)0)
#define _CrtSetReportFile(t, f) ((void *)0)
#define _CrtSetBreakAlloc(a) ((long)0)
#define _CrtDumpMemoryLeaks() ((int)0)
#define _CrtCheckMemory() ((int)1)
#define _CrtMemCheckpoint(s) ((void)0)
#define _CrtMemDifference(a, b, c) ((int)0)
#define _CrtMemDumpStatistics(s) ((void)0)
#define _CrtDbgReport(...) ((int)0)
#define _CrtDbgBreak() ((void)0)
#define _CrtIsValidHeapPointer(p) ((int)1)
#define _CrtIsValidPointer(p, n, w) ((int)1)
#define _malloc_dbg(s, t, f, l) malloc(s)
#define _free_dbg(p, t) free(p)
#endif
