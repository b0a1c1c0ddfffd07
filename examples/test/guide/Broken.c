#include <windows.h>
#include <httpfilt.h>
#include <string.h>

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    strcpy(pVer->lpszFilterDesc, "Broken");
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS;
    return TRUE;
}

__declspec(noinline) static void CopyName(char *pszTo, const char *pszFrom)
{
    strcpy(pszTo, pszFrom);
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD dwType, LPVOID pvData)
{
    CHAR szUrl[256];
    DWORD cbUrl = sizeof(szUrl);
    PHTTP_FILTER_PREPROC_HEADERS pHeaders = pvData;

    if (pHeaders->GetHeader(pfc, "url", szUrl, &cbUrl))
    {
        if (!strcmp(szUrl, "/null"))
            CopyName(NULL, szUrl);
        if (!strcmp(szUrl, "/block"))
            CopyName(pfc->AllocMem(pfc, 4, 0), szUrl);
        if (!strcmp(szUrl, "/pipe"))
            CreateNamedPipe("\\\\.\\pipe\\x", 0, 0, 1, 0, 0, 0, NULL);
        if (!strcmp(szUrl, "/lookup"))
            lookup_user(szUrl);
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
