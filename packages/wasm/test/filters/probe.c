/* Calls every callback and writes down every member of every structure, with OutputDebugString. ../support/probe-twin.ts is the same filter in
   TypeScript: both must write the same lines. What a request wants done is in its header X-Do. */

#include <windows.h>
#include <httpfilt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct _SESSION
{
    DWORD cRequests;
    CHAR szDo[32];
} SESSION, *PSESSION;

typedef BOOL (WINAPI *PFN_GET_HEADER)(PHTTP_FILTER_CONTEXT, LPSTR, LPVOID, LPDWORD);

static int g_cNested;

static void Trace(const char *pszFormat, ...)
{
    CHAR szLine[2048];
    va_list args;

    va_start(args, pszFormat);
    _vsnprintf(szLine, sizeof(szLine), pszFormat, args);
    va_end(args);
    OutputDebugString(szLine);
}

BOOL WINAPI DllMain(HINSTANCE hInstance, DWORD dwReason, LPVOID pvReserved)
{
    Trace("DllMain %lu", dwReason);
    return TRUE;
}

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    CHAR szFlags[32];

    Trace("GetFilterVersion 0x%lX", pVer->dwServerFilterVersion);
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    strcpy(pVer->lpszFilterDesc, "Probe");
    pVer->dwFlags |= SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_ORDER_MEDIUM;
    if (GetEnvironmentVariable("PROBE", szFlags, sizeof(szFlags)) > 0 && !strcmp(szFlags, "raw"))
        pVer->dwFlags |= SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_SEND_RAW_DATA;
    else
        pVer->dwFlags |= SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_ACCESS_DENIED |
            SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION;
    return TRUE;
}

BOOL WINAPI TerminateFilter(DWORD dwFlags)
{
    Trace("TerminateFilter %lu", dwFlags);
    return TRUE;
}

static void TraceVariable(PHTTP_FILTER_CONTEXT pfc, LPSTR pszName)
{
    CHAR szTiny[2], szValue[1024];
    DWORD cb = 0;
    BOOL fOk;

    SetLastError(NO_ERROR);
    fOk = pfc->GetServerVariable(pfc, pszName, NULL, &cb);
    Trace("%s NULL %d %lu %lu", pszName, fOk, fOk ? 0 : GetLastError(), cb);
    cb = sizeof(szTiny);
    fOk = pfc->GetServerVariable(pfc, pszName, szTiny, &cb);
    Trace("%s tiny %d %lu %lu", pszName, fOk, fOk ? 0 : GetLastError(), cb);
    cb = sizeof(szValue);
    fOk = pfc->GetServerVariable(pfc, pszName, szValue, &cb);
    Trace("%s %d %lu %lu %s", pszName, fOk, fOk ? 0 : GetLastError(), cb, fOk ? szValue : "");
}

static void TraceHeader(PHTTP_FILTER_CONTEXT pfc, PFN_GET_HEADER pfnGet, LPSTR pszName)
{
    CHAR szTiny[2], szValue[1024];
    DWORD cb = 0;
    BOOL fOk;

    fOk = pfnGet(pfc, pszName, NULL, &cb);
    Trace("%s NULL %d %lu %lu", pszName, fOk, fOk ? 0 : GetLastError(), cb);
    cb = sizeof(szTiny);
    fOk = pfnGet(pfc, pszName, szTiny, &cb);
    Trace("%s tiny %d %lu %lu", pszName, fOk, fOk ? 0 : GetLastError(), cb);
    cb = sizeof(szValue);
    fOk = pfnGet(pfc, pszName, szValue, &cb);
    Trace("%s %d %lu %lu %s", pszName, fOk, fOk ? 0 : GetLastError(), cb, fOk ? szValue : "");
}

static void TraceResult(const char *pszWhat, BOOL fOk)
{
    Trace("%s %d %lu", pszWhat, fOk, fOk ? 0 : GetLastError());
}

/* In characters: they have another size elsewhere. */
static void TraceWide(PHTTP_FILTER_CONTEXT pfc, LPSTR pszName)
{
    WCHAR szTiny[2], szValue[512];
    CHAR szNarrow[1024];
    DWORD cb = 0;
    BOOL fOk;

    SetLastError(NO_ERROR);
    fOk = pfc->GetServerVariable(pfc, pszName, NULL, &cb);
    Trace("%s NULL %d %lu %lu", pszName, fOk, fOk ? 0 : GetLastError(), cb / sizeof(WCHAR));
    cb = sizeof(szTiny);
    fOk = pfc->GetServerVariable(pfc, pszName, szTiny, &cb);
    Trace("%s tiny %d %lu %lu", pszName, fOk, fOk ? 0 : GetLastError(), cb / sizeof(WCHAR));
    cb = sizeof(szValue);
    fOk = pfc->GetServerVariable(pfc, pszName, szValue, &cb);
    WideCharToMultiByte(CP_UTF8, 0, fOk ? szValue : L"", -1, szNarrow, sizeof(szNarrow), NULL, NULL);
    Trace("%s %d %lu %lu %s", pszName, fOk, fOk ? 0 : GetLastError(), cb / sizeof(WCHAR), szNarrow);
    TraceResult("wide without buffer", pfc->GetServerVariable(pfc, pszName, NULL, &cb));
}

static void Support(PHTTP_FILTER_CONTEXT pfc)
{
    CHAR szUrl[] = "/a/../b%20c/./d";
    DWORD dw = 7;

    TraceResult("GET_PROPERTY", pfc->ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, &dw, SF_PROPERTY_INSTANCE_NUM_ID, 0));
    Trace("instance %lu", dw);
    TraceResult("GET_PROPERTY SSL", pfc->ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, &dw, SF_PROPERTY_SSL_CTXT, 0));
    TraceResult("GET_PROPERTY NULL", pfc->ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, NULL, SF_PROPERTY_INSTANCE_NUM_ID, 0));
    dw = 7;
    TraceResult("GET_CONNID", pfc->ServerSupportFunction(pfc, SF_REQ_GET_CONNID, &dw, 0, 0));
    Trace("connection %lu", dw);
    TraceResult("NORMALIZE_URL", pfc->ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, szUrl, 0, 0));
    Trace("normalized %s", szUrl);
    TraceResult("NORMALIZE_URL NULL", pfc->ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, NULL, 0, 0));
    TraceResult("SET_PROXY_INFO", pfc->ServerSupportFunction(pfc, SF_REQ_SET_PROXY_INFO, NULL, 1, 0));
    TraceResult("SET_CERTIFICATE_INFO", pfc->ServerSupportFunction(pfc, SF_REQ_SET_CERTIFICATE_INFO, &dw, 0, 0));
    TraceResult("SET_NEXT_READ_SIZE", pfc->ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, NULL, 4096, 0));
    TraceResult("ADD_HEADERS_ON_DENIAL", pfc->ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, "X-Denied: yes\r\n", 0, 0));
    TraceResult("ADD_HEADERS_ON_DENIAL NULL", pfc->ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, NULL, 0, 0));
    TraceResult("no such request", pfc->ServerSupportFunction(pfc, (enum SF_REQ_TYPE)99, NULL, 0, 0));
}

static DWORD OnPreprocHeaders(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_PREPROC_HEADERS pHeaders)
{
    PSESSION pSession = (PSESSION)pfc->pFilterContext;
    DWORD cb = sizeof(pSession->szDo);

    Trace("PREPROC_HEADERS %lu %lu", pHeaders->HttpStatus, pHeaders->dwReserved);
    Trace("context %lu 0x%lX %lu %d %d", pfc->cbSize, pfc->Revision, pfc->ulReserved, pfc->fIsSecurePort, pSession != NULL);
    if (pSession == NULL)
        pSession = pfc->pFilterContext = pfc->AllocMem(pfc, sizeof(SESSION), 0);
    pSession->cRequests++;
    if (!pHeaders->GetHeader(pfc, "X-Do:", pSession->szDo, &cb))
        pSession->szDo[0] = '\0';
    TraceVariable(pfc, "URL");
    TraceVariable(pfc, "REQUEST_METHOD");
    TraceVariable(pfc, "QUERY_STRING");
    TraceVariable(pfc, "HTTP_X_PROBE");
    TraceVariable(pfc, "NO_SUCH_VARIABLE");
    TraceWide(pfc, "UNICODE_URL");
    TraceWide(pfc, "UNICODE_NO_SUCH_VARIABLE");
    TraceResult("variable without size", pfc->GetServerVariable(pfc, "URL", NULL, NULL));
    TraceHeader(pfc, pHeaders->GetHeader, "X-Probe:");
    TraceHeader(pfc, pHeaders->GetHeader, "X-Nothing:");
    TraceHeader(pfc, pHeaders->GetHeader, "X-Probe");
    TraceHeader(pfc, pHeaders->GetHeader, "method");
    TraceHeader(pfc, pHeaders->GetHeader, "url");
    TraceHeader(pfc, pHeaders->GetHeader, "version");
    TraceResult("SetHeader", pHeaders->SetHeader(pfc, "X-Set:", "one"));
    TraceResult("AddHeader", pHeaders->AddHeader(pfc, "X-Set:", "two"));
    TraceHeader(pfc, pHeaders->GetHeader, "X-Set:");
    TraceResult("SetHeader empty", pHeaders->SetHeader(pfc, "X-Probe:", ""));
    TraceHeader(pfc, pHeaders->GetHeader, "X-Probe:");
    TraceResult("SetHeader with line break", pHeaders->SetHeader(pfc, "X-Bad:", "a\r\nb"));
    TraceResult("AddResponseHeaders", pfc->AddResponseHeaders(pfc, "X-Preproc: yes\r\nX-Gone: yes\r\n", 0));
    TraceResult("AddResponseHeaders NULL", pfc->AddResponseHeaders(pfc, NULL, 0));
    Support(pfc);
    if (!strcmp(pSession->szDo, "url"))
        TraceResult("SetHeader url", pHeaders->SetHeader(pfc, "url", "/other?x=1"));
    if (!strcmp(pSession->szDo, "answer"))
    {
        DWORD cbBody = 5;

        TraceResult("SEND_RESPONSE_HEADER", pfc->ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, "202 Taken", (ULONG_PTR)"X-Answer: yes\r\nContent-Length: 5\r\n\r\n", 0));
        TraceResult("WriteClient", pfc->WriteClient(pfc, "hello, world", &cbBody, 0));
        Trace("written %lu", cbBody);
        return SF_STATUS_REQ_FINISHED;
    }
    if (!strcmp(pSession->szDo, "disable"))
        TraceResult("DISABLE_NOTIFICATIONS", pfc->ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, NULL, SF_NOTIFY_LOG | SF_NOTIFY_SEND_RESPONSE, 0));
    if (!strcmp(pSession->szDo, "error"))
    {
        SetLastError(ERROR_ACCESS_DENIED);
        return SF_STATUS_REQ_ERROR;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD OnUrlMap(PHTTP_FILTER_CONTEXT pfc, PSESSION pSession, PHTTP_FILTER_URL_MAP pMap)
{
    Trace("URL_MAP %s %s %lu", pMap->pszURL, pMap->pszPhysicalPath, pMap->cbPathBuff);
    if (!strcmp(pSession->szDo, "nested") && g_cNested == 0)
    {
        g_cNested++;
        TraceVariable(pfc, "PATH_TRANSLATED");
        g_cNested--;
        Trace("still %s %s", pMap->pszURL, pMap->pszPhysicalPath);
    }
    if (!strcmp(pSession->szDo, "map"))
        strcpy(pMap->pszPhysicalPath, "C:\\elsewhere\\x.htm");
    if (!strcmp(pSession->szDo, "map-long"))
        memset(pMap->pszPhysicalPath, 'x', pMap->cbPathBuff);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD OnAuthentication(PSESSION pSession, PHTTP_FILTER_AUTHENT pAuth)
{
    Trace("AUTHENTICATION %s %lu %s %lu", pAuth->pszUser, pAuth->cbUserBuff, pAuth->pszPassword, pAuth->cbPasswordBuff);
    if (!strcmp(pSession->szDo, "auth"))
    {
        strcpy(pAuth->pszUser, "mapped");
        strcpy(pAuth->pszPassword, "secret");
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD OnAuthComplete(PHTTP_FILTER_CONTEXT pfc, PSESSION pSession, PHTTP_FILTER_AUTH_COMPLETE_INFO pInfo)
{
    HANDLE hToken = NULL;
    BOOL fOk = pInfo->GetUserToken(pfc, &hToken);

    Trace("AUTH_COMPLETE %lu %d %lu", pInfo->HttpStatus, pInfo->fResetAuth, pInfo->dwReserved);
    Trace("token %d %lu %d", fOk, fOk ? 0 : GetLastError(), hToken != NULL);
    TraceHeader(pfc, pInfo->GetHeader, "X-Set:");
    TraceResult("SetHeader", pInfo->SetHeader(pfc, "X-Set:", "three"));
    TraceResult("AddHeader", pInfo->AddHeader(pfc, "X-Late:", "late"));
    TraceVariable(pfc, "HTTP_X_SET");
    TraceVariable(pfc, "REMOTE_USER");
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD OnSendResponse(PHTTP_FILTER_CONTEXT pfc, PSESSION pSession, PHTTP_FILTER_SEND_RESPONSE pResponse)
{
    Trace("SEND_RESPONSE %lu %lu", pResponse->HttpStatus, pResponse->dwReserved);
    TraceHeader(pfc, pResponse->GetHeader, "status");
    TraceHeader(pfc, pResponse->GetHeader, "X-Preproc:");
    TraceHeader(pfc, pResponse->GetHeader, "X-Nothing:");
    TraceResult("SetHeader", pResponse->SetHeader(pfc, "X-Sent:", "one"));
    TraceResult("AddHeader", pResponse->AddHeader(pfc, "X-Sent:", "two"));
    TraceResult("SetHeader empty", pResponse->SetHeader(pfc, "X-Gone:", ""));
    if (!strcmp(pSession->szDo, "status"))
        TraceResult("SetHeader status", pResponse->SetHeader(pfc, "status", "203 Changed"));
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static DWORD OnLog(PSESSION pSession, PHTTP_FILTER_LOG pLog)
{
    static CHAR szUser[32];

    Trace("LOG %s|%s|%s|%s|%s|%s", pLog->pszClientHostName, pLog->pszClientUserName, pLog->pszServerName, pLog->pszOperation, pLog->pszTarget, pLog->pszParameters);
    Trace("LOG %lu %lu", pLog->dwHttpStatus, pLog->dwWin32Status);
    if (!strcmp(pSession->szDo, "log"))
    {
        sprintf(szUser, "user %lu", pSession->cRequests);
        pLog->pszClientUserName = szUser;
        pLog->pszParameters = NULL;
        *(CHAR *)pLog->pszTarget = '!';
        *(CHAR *)pLog->pszOperation = '?';
        pLog->pszOperation = "EDITED";
        pLog->dwHttpStatus = 299;
        pLog->dwWin32Status = 64;
        pLog->dwBytesSent = 0xFFFFFFFF;
        pLog->dwBytesRecvd = 1;
        pLog->msTimeForProcessing = 2;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

static BOOL Holds(PHTTP_FILTER_RAW_DATA pRaw, const char *pszText)
{
    DWORD i, cch = (DWORD)strlen(pszText);

    for (i = 0; i + cch <= pRaw->cbInData; i++)
        if (!memcmp((CHAR *)pRaw->pvInData + i, pszText, cch))
            return TRUE;
    return FALSE;
}

static DWORD OnRawData(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_RAW_DATA pRaw, const char *pszName)
{
    CHAR *pch = (CHAR *)pRaw->pvInData;
    DWORD i;

    if (Holds(pRaw, "[edit]"))
    {
        Trace("%s edit", pszName);
        for (i = 0; i < pRaw->cbInData; i++)
            if (pch[i] == '[' || pch[i] == ']')
                pch[i] = '*';
    }
    if (Holds(pRaw, "[grow]"))
    {
        CHAR *pNew = (CHAR *)pfc->AllocMem(pfc, pRaw->cbInData + 1000, 0);

        Trace("%s grow %d", pszName, pRaw->cbInBuffer >= pRaw->cbInData);
        for (i = 0; i < pRaw->cbInData; i++)
            pNew[i] = pch[i] == '[' ? '<' : pch[i];
        memset(pNew + pRaw->cbInData, '+', 10);
        pRaw->pvInData = pNew;
        pRaw->cbInBuffer = pRaw->cbInData + 1000;
        pRaw->cbInData += 10;
    }
    if (Holds(pRaw, "[cut]"))
    {
        Trace("%s cut", pszName);
        pRaw->cbInData = 3;
    }
    if (Holds(pRaw, "[drop]"))
    {
        Trace("%s drop", pszName);
        pRaw->cbInData = 0;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    static SESSION None;
    PSESSION pSession = pfc->pFilterContext ? (PSESSION)pfc->pFilterContext : &None;

    switch (NotificationType)
    {
    case SF_NOTIFY_READ_RAW_DATA:
        if (!Holds((PHTTP_FILTER_RAW_DATA)pvNotification, "\r\n\r\n"))
        {
            Trace("READ_RAW_DATA next");
            return SF_STATUS_REQ_READ_NEXT;
        }
        return OnRawData(pfc, (PHTTP_FILTER_RAW_DATA)pvNotification, "READ_RAW_DATA");
    case SF_NOTIFY_SEND_RAW_DATA:
        return OnRawData(pfc, (PHTTP_FILTER_RAW_DATA)pvNotification, "SEND_RAW_DATA");
    case SF_NOTIFY_PREPROC_HEADERS:
        return OnPreprocHeaders(pfc, (PHTTP_FILTER_PREPROC_HEADERS)pvNotification);
    case SF_NOTIFY_URL_MAP:
        return OnUrlMap(pfc, pSession, (PHTTP_FILTER_URL_MAP)pvNotification);
    case SF_NOTIFY_AUTHENTICATION:
        return OnAuthentication(pSession, (PHTTP_FILTER_AUTHENT)pvNotification);
    case SF_NOTIFY_AUTH_COMPLETE:
        return OnAuthComplete(pfc, pSession, (PHTTP_FILTER_AUTH_COMPLETE_INFO)pvNotification);
    case SF_NOTIFY_ACCESS_DENIED:
        Trace("ACCESS_DENIED %s %s 0x%lX", ((PHTTP_FILTER_ACCESS_DENIED)pvNotification)->pszURL, ((PHTTP_FILTER_ACCESS_DENIED)pvNotification)->pszPhysicalPath, ((PHTTP_FILTER_ACCESS_DENIED)pvNotification)->dwReason);
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    case SF_NOTIFY_SEND_RESPONSE:
        return OnSendResponse(pfc, pSession, (PHTTP_FILTER_SEND_RESPONSE)pvNotification);
    case SF_NOTIFY_END_OF_REQUEST:
        Trace("END_OF_REQUEST %d", pvNotification != NULL);
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    case SF_NOTIFY_LOG:
        return OnLog(pSession, (PHTTP_FILTER_LOG)pvNotification);
    case SF_NOTIFY_END_OF_NET_SESSION:
        Trace("END_OF_NET_SESSION %lu %d", pSession->cRequests, pvNotification != NULL);
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
