/* A header of the request to the log, and a mark on the response: what bench/ compares with the same filter in TypeScript. */

#include <windows.h>
#include <httpfilt.h>

typedef struct _SESSION
{
    BOOL fProxied;
    CHAR szClient[256];
} SESSION, *PSESSION;

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    lstrcpyn(pVer->lpszFilterDesc, "Mark", SF_MAX_FILTER_DESC_LEN);
    pVer->dwFlags = SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_LOG;
    return TRUE;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    PSESSION pSession = (PSESSION)pfc->pFilterContext;
    DWORD cb = sizeof(pSession->szClient);

    switch (NotificationType)
    {
    case SF_NOTIFY_PREPROC_HEADERS:
        if (pSession == NULL)
            pfc->pFilterContext = pSession = (PSESSION)pfc->AllocMem(pfc, sizeof(SESSION), 0);
        if (pSession == NULL)
            return SF_STATUS_REQ_ERROR;
        pSession->fProxied = ((PHTTP_FILTER_PREPROC_HEADERS)pvNotification)->GetHeader(pfc, "X-Forwarded-For:", pSession->szClient, &cb);
        break;
    case SF_NOTIFY_SEND_RESPONSE:
        ((PHTTP_FILTER_SEND_RESPONSE)pvNotification)->SetHeader(pfc, "X-Mark-1:", "yes");
        break;
    case SF_NOTIFY_LOG:
        if (pSession != NULL && pSession->fProxied)
            ((PHTTP_FILTER_LOG)pvNotification)->pszClientHostName = pSession->szClient;
        break;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
