/* Upcase.c : plain text leaves the server in capital letters. */

#include <windows.h>
#include <httpfilt.h>
#include <ctype.h>
#include <string.h>

#define UPCASE_NONE     ((PVOID)0)
#define UPCASE_HEADERS  ((PVOID)1)      /* the next block is still header */
#define UPCASE_BODY     ((PVOID)2)

BOOL WINAPI __stdcall GetFilterVersion(HTTP_FILTER_VERSION * pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    strncpy(pVer->lpszFilterDesc, "Converts plain text to upper case", SF_MAX_FILTER_DESC_LEN);
    pVer->dwFlags = (SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT |
                     SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_SEND_RAW_DATA |
                     SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_ORDER_LOW);
    return TRUE;
}

static void OnSendResponse(HTTP_FILTER_CONTEXT * pfc, HTTP_FILTER_SEND_RESPONSE * pResponse)
{
    CHAR    szType[128];
    DWORD   cbType = sizeof(szType);
    CHAR    szEncoding[32];
    DWORD   cbEncoding = sizeof(szEncoding);

    pfc->pFilterContext = UPCASE_NONE;

    /* Something compressed has no letters. */
    if (pResponse->GetHeader(pfc, "Content-Encoding:", szEncoding, &cbEncoding))
        return;
    if (pResponse->GetHeader(pfc, "Content-Type:", szType, &cbType) && !_strnicmp(szType, "text/plain", 10))
        pfc->pFilterContext = UPCASE_HEADERS;
}

static void OnSendRawData(HTTP_FILTER_CONTEXT * pfc, HTTP_FILTER_RAW_DATA * pRawData)
{
    CHAR *  pch = (CHAR *) pRawData->pvInData;
    CHAR *  pchEnd = pch + pRawData->cbInData;

    if (pfc->pFilterContext == UPCASE_HEADERS)
    {
        /* The header ends with an empty line; the first bytes of the body may follow in the same block. */
        for (; pch + 4 <= pchEnd; pch++)
            if (!memcmp(pch, "\r\n\r\n", 4))
                break;
        if (pch + 4 > pchEnd)
            return;
        pch += 4;
        pfc->pFilterContext = UPCASE_BODY;
    }

    if (pfc->pFilterContext == UPCASE_BODY)
        for (; pch < pchEnd; pch++)
            *pch = (CHAR) toupper((unsigned char) *pch);
}

DWORD WINAPI __stdcall HttpFilterProc(HTTP_FILTER_CONTEXT * pfc, DWORD NotificationType, VOID * pvData)
{
    switch (NotificationType)
    {
    case SF_NOTIFY_SEND_RESPONSE:
        OnSendResponse(pfc, (HTTP_FILTER_SEND_RESPONSE *) pvData);
        break;

    case SF_NOTIFY_SEND_RAW_DATA:
        OnSendRawData(pfc, (HTTP_FILTER_RAW_DATA *) pvData);
        break;

    case SF_NOTIFY_END_OF_REQUEST:
        pfc->pFilterContext = UPCASE_NONE;
        break;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

BOOL WINAPI TerminateFilter(DWORD dwFlags)
{
    return TRUE;
}
