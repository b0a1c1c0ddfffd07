/*++

Module Name:

    XffLog.c

Abstract:

    ISAPI filter for servers behind a proxy or load balancer. The log would
    show the address of the proxy for every request; this filter puts the
    client's address there, which the proxy sends in X-Forwarded-For.

    The address is kept in memory of the connection: it is allocated once
    and used again for each request on a kept-alive connection.

Environment:

    IIS 4.0 and later

--*/

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <tchar.h>
#include <httpfilt.h>

#pragma warning(disable : 4100)         /* unreferenced formal parameter */
#pragma comment(lib, "kernel32.lib")

#define XFF_HEADER      "X-Forwarded-For:"
#define MAX_XFF         1024            /* a chain of proxies */
#define MAX_ADDRESS     46              /* INET6_ADDRSTRLEN */

typedef struct _XFF_CONTEXT
{
    BOOL    fHaveAddress;
    CHAR    achAddress[MAX_ADDRESS];
} XFF_CONTEXT, *PXFF_CONTEXT;

BOOL
WINAPI
DllMain(
    HINSTANCE   hInstance,
    DWORD       dwReason,
    LPVOID      lpReserved
    )
{
    if (dwReason == DLL_PROCESS_ATTACH)
    {
        DisableThreadLibraryCalls(hInstance);
    }

    return TRUE;
}

BOOL
WINAPI
GetFilterVersion(
    HTTP_FILTER_VERSION *pVer
    )
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    lstrcpynA(pVer->lpszFilterDesc, "X-Forwarded-For logging filter", SF_MAX_FILTER_DESC_LEN);

    pVer->dwFlags = SF_NOTIFY_ORDER_DEFAULT |
                    SF_NOTIFY_SECURE_PORT |
                    SF_NOTIFY_NONSECURE_PORT |
                    SF_NOTIFY_PREPROC_HEADERS |
                    SF_NOTIFY_LOG;
    return TRUE;
}

/*
 *  The first entry of "client, proxy1, proxy2". Anything that is no address
 *  is not for the log: one could forge lines with it.
 */
static
BOOL
CopyFirstAddress(
    LPCSTR  pszFrom,
    LPSTR   pszTo,
    DWORD   cbTo
    )
{
    DWORD cch = 0;

    while (*pszFrom == ' ' || *pszFrom == '\t')
        pszFrom++;

    for (; *pszFrom != '\0' && *pszFrom != ',' && *pszFrom != ' '; pszFrom++)
    {
        if (!isxdigit((unsigned char)*pszFrom) && *pszFrom != '.' && *pszFrom != ':')
            return FALSE;
        if (cch + 1 >= cbTo)
            return FALSE;
        pszTo[cch++] = *pszFrom;
    }

    pszTo[cch] = '\0';
    return cch > 0;
}

static
DWORD
OnPreprocHeaders(
    HTTP_FILTER_CONTEXT         *pfc,
    HTTP_FILTER_PREPROC_HEADERS *pHeaders
    )
{
    PXFF_CONTEXT pContext = (PXFF_CONTEXT)pfc->pFilterContext;
    CHAR         achHeader[MAX_XFF];
    DWORD        cbHeader = sizeof(achHeader);

    if (pContext == NULL)
    {
        pContext = (PXFF_CONTEXT)pfc->AllocMem(pfc, sizeof(XFF_CONTEXT), 0);
        if (pContext == NULL)
        {
            SetLastError(ERROR_NOT_ENOUGH_MEMORY);
            return SF_STATUS_REQ_ERROR;
        }
        pfc->pFilterContext = pContext;
    }

    /* The connection may have served another client of the proxy before. */
    pContext->fHaveAddress = FALSE;

    if (pHeaders->GetHeader(pfc, XFF_HEADER, achHeader, &cbHeader))
    {
        pContext->fHaveAddress = CopyFirstAddress(achHeader, pContext->achAddress, sizeof(pContext->achAddress));
    }
    else if (GetLastError() == ERROR_INSUFFICIENT_BUFFER)
    {
        OutputDebugString(_T("XffLog: X-Forwarded-For is too long, ignored\n"));
    }

    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD
WINAPI
HttpFilterProc(
    HTTP_FILTER_CONTEXT *pfc,
    DWORD               dwNotificationType,
    LPVOID              pvNotification
    )
{
    PXFF_CONTEXT pContext;

    switch (dwNotificationType)
    {
    case SF_NOTIFY_PREPROC_HEADERS:
        return OnPreprocHeaders(pfc, (HTTP_FILTER_PREPROC_HEADERS *)pvNotification);

    case SF_NOTIFY_LOG:
        pContext = (PXFF_CONTEXT)pfc->pFilterContext;
        if (pContext != NULL && pContext->fHaveAddress)
        {
            ((HTTP_FILTER_LOG *)pvNotification)->pszClientHostName = pContext->achAddress;
        }
        break;
    }

    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

BOOL
WINAPI
TerminateFilter(
    DWORD dwFlags
    )
{
    return TRUE;
}
