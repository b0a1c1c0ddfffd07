/* Notifications that return at once, and upper-casing of what leaves. For measurements. */

#include <windows.h>
#include <httpfilt.h>

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags = SF_NOTIFY_SEND_RAW_DATA | SF_NOTIFY_END_OF_REQUEST;
    return TRUE;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    PHTTP_FILTER_RAW_DATA pRaw = (PHTTP_FILTER_RAW_DATA)pvNotification;
    DWORD i;

    if (NotificationType != SF_NOTIFY_SEND_RAW_DATA)
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    for (i = 0; i < pRaw->cbInData; i++)
        if (((CHAR *)pRaw->pvInData)[i] >= 'a' && ((CHAR *)pRaw->pvInData)[i] <= 'z')
            ((CHAR *)pRaw->pvInData)[i] -= 'a' - 'A';
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
