/* Breaks down in every way that the header X-Break names. */

#include <windows.h>
#include <httpfilt.h>
#include <stdlib.h>
#include <string.h>

static int g_nRequests;

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION;
    return TRUE;
}

static int Deeper(volatile int n)
{
    volatile char block[512];
    block[n % 512] = (char)n;
    return Deeper(n + 1) + block[n % 512];
}

static void WriteNull(int *p) { *p = 1; }

static DWORD Overrun(PHTTP_FILTER_CONTEXT pfc) __attribute__((noinline));
static DWORD Overrun(PHTTP_FILTER_CONTEXT pfc)
{
    char *pszBlock = (char *)pfc->AllocMem(pfc, 4, 0);

    strcpy(pszBlock, "four!");
    pfc->AddResponseHeaders(pfc, "X-After: yes\r\n", 0);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD (*volatile g_pfnRecurse)(PHTTP_FILTER_CONTEXT, DWORD);
static DWORD Recurse(PHTTP_FILTER_CONTEXT pfc, DWORD n)
{
    g_pfnRecurse = Recurse;
    return g_pfnRecurse(pfc, n + 1) + n;
}

static void Outside(void)
{
    *(volatile char *)0x7FFFFFF0 = 1;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    PHTTP_FILTER_PREPROC_HEADERS pHeaders = (PHTTP_FILTER_PREPROC_HEADERS)pvNotification;
    CHAR szHow[32], szCount[32];
    DWORD cbHow = sizeof(szHow);

    if (NotificationType == SF_NOTIFY_END_OF_NET_SESSION)
    {
        /* Takes for granted what SF_NOTIFY_PREPROC_HEADERS has made, as most filters do. */
        wsprintf(szCount, "%d on this connection", ++*(int *)pfc->pFilterContext);
        OutputDebugString(szCount);
        free(pfc->pFilterContext);
    }
    if (NotificationType != SF_NOTIFY_PREPROC_HEADERS)
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    if (pfc->pFilterContext == NULL)
        pfc->pFilterContext = calloc(1, sizeof(int));
    ++*(int *)pfc->pFilterContext;
    wsprintf(szCount, "X-Count: %d\r\n", ++g_nRequests);
    pfc->AddResponseHeaders(pfc, szCount, 0);
    if (!pHeaders->GetHeader(pfc, "X-Break:", szHow, &cbHow))
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    if (!strcmp(szHow, "abort"))
        abort();
    if (!strcmp(szHow, "exit"))
        exit(3);
    if (!strcmp(szHow, "stack"))
        return (DWORD)Deeper(0);
    if (!strcmp(szHow, "null"))
        WriteNull(NULL);
    if (!strcmp(szHow, "outside"))
        Outside();
    if (!strcmp(szHow, "call"))
        ((void (*)(void))1234567)();
    if (!strcmp(szHow, "divide"))
        return (DWORD)g_nRequests / (DWORD)(cbHow - sizeof("divide"));
    if (!strcmp(szHow, "pipe"))
        return CreateNamedPipe("x", 0, 0, 0, 0, 0, 0, NULL) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_CALL_NOT_IMPLEMENTED ? SF_STATUS_REQ_NEXT_NOTIFICATION : SF_STATUS_REQ_ERROR;
    if (!strcmp(szHow, "missing"))
        nobody_has_this(szHow);
    if (!strcmp(szHow, "own"))
        ReadUserTable(szHow);
    if (!strcmp(szHow, "block"))
        strcpy((char *)pfc->AllocMem(pfc, 4, 0), "four!");
    if (!strcmp(szHow, "overrun"))
        return Overrun(pfc);
    if (!strcmp(szHow, "double-free"))
    {
        char *volatile block = (char *)malloc(100);
        *block = 1;
        free(block);
        free(block);
    }
    if (!strcmp(szHow, "recursion"))
        return Recurse(pfc, (DWORD)strlen(szHow));
    if (!strcmp(szHow, "memory"))
        for (;;)
        {
            volatile char *block = (volatile char *)malloc(1024 * 1024);
            if (block == NULL)
                abort();
            *block = 1;
        }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
