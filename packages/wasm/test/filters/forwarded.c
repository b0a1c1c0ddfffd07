/* Takes the client's address from X-Forwarded-For, which a proxy in front of the server sets, and writes it to the log. */

#include <windows.h>
#include <httpfilt.h>
#include <string.h>

#define MAX_ADDRESS 256

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags |= SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG;
    strncpy(pVer->lpszFilterDesc, "Forwarded addresses", SF_MAX_FILTER_DESC_LEN);
    return TRUE;
}

static DWORD OnPreprocHeaders(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_PREPROC_HEADERS pHeaders)
{
    CHAR szAddress[MAX_ADDRESS];
    DWORD cbAddress = sizeof(szAddress);
    CHAR *pszKept;

    pfc->pFilterContext = NULL;
    if (!pHeaders->GetHeader(pfc, "X-Forwarded-For:", szAddress, &cbAddress))
        return SF_STATUS_REQ_NEXT_NOTIFICATION;

    pszKept = (CHAR *)pfc->AllocMem(pfc, cbAddress, 0);
    if (pszKept == NULL)
        return SF_STATUS_REQ_ERROR;
    strcpy(pszKept, szAddress);
    pfc->pFilterContext = pszKept;
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD OnLog(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_LOG pLog)
{
    if (pfc->pFilterContext != NULL)
        pLog->pszClientHostName = (const CHAR *)pfc->pFilterContext;
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    switch (NotificationType)
    {
    case SF_NOTIFY_PREPROC_HEADERS:
        return OnPreprocHeaders(pfc, (PHTTP_FILTER_PREPROC_HEADERS)pvNotification);
    case SF_NOTIFY_LOG:
        return OnLog(pfc, (PHTTP_FILTER_LOG)pvNotification);
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
