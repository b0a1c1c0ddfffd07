// ReqTimer.cpp : how long requests take.
//
// The time goes to the debugger, one line for each request, and into the
// response header X-Filter-Ms as far as it is known when the header leaves.

#include "stdafx.h"
#include "ReqTimer.h"

LARGE_INTEGER CRequestTime::s_liFrequency = { 0 };

//
// One object for each request. It hangs on pFilterContext from PREPROC_HEADERS
// to END_OF_REQUEST; the next request on the connection gets a new one.
//
CRequestTime::CRequestTime()
{
    if (s_liFrequency.QuadPart == 0)
        QueryPerformanceFrequency(&s_liFrequency);
    QueryPerformanceCounter(&m_liStart);
    m_dwStartTicks = GetTickCount();
}

double CRequestTime::GetElapsedMs() const
{
    LARGE_INTEGER liNow;

    // Not every machine has a counter; the tick count is coarse, but there.
    if (s_liFrequency.QuadPart == 0 || !QueryPerformanceCounter(&liNow))
        return (double)(GetTickCount() - m_dwStartTicks);
    return (liNow.QuadPart - m_liStart.QuadPart) * 1000.0 / s_liFrequency.QuadPart;
}

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    lstrcpyn(pVer->lpszFilterDesc, "Request timer in C++", SF_MAX_FILTER_DESC_LEN);
    pVer->dwFlags = SF_NOTIFY_ORDER_MEDIUM | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT |
                    SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST;
    return TRUE;
}

static void GetVariable(PHTTP_FILTER_CONTEXT pfc, LPSTR lpszName, LPSTR lpszBuffer, DWORD cbBuffer)
{
    if (!pfc->GetServerVariable(pfc, lpszName, lpszBuffer, &cbBuffer))
        lstrcpy(lpszBuffer, "-");
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    CRequestTime *pTime = (CRequestTime *)pfc->pFilterContext;

    switch (NotificationType)
    {
    case SF_NOTIFY_PREPROC_HEADERS:
        // A request that was cut off may have left one behind.
        delete pTime;
        pfc->pFilterContext = new CRequestTime;
        break;

    case SF_NOTIFY_SEND_RESPONSE:
        if (pTime != NULL)
        {
            CHAR szMs[32];
            sprintf(szMs, "%.3f", pTime->GetElapsedMs());
            ((PHTTP_FILTER_SEND_RESPONSE)pvNotification)->SetHeader(pfc, "X-Filter-Ms:", szMs);
        }
        break;

    case SF_NOTIFY_END_OF_REQUEST:
        if (pTime != NULL)
        {
            CHAR szMethod[32], szUrl[1024], szText[1200];
            GetVariable(pfc, "REQUEST_METHOD", szMethod, sizeof(szMethod));
            GetVariable(pfc, "URL", szUrl, sizeof(szUrl));
            sprintf(szText, "ReqTimer: %s %s %.3f ms\n", szMethod, szUrl, pTime->GetElapsedMs());
            OutputDebugString(szText);
            delete pTime;
            pfc->pFilterContext = NULL;
        }
        break;
    }

    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

BOOL WINAPI TerminateFilter(DWORD /* dwFlags */)
{
    return TRUE;
}

BOOL APIENTRY DllMain(HANDLE /* hModule */, DWORD /* ul_reason_for_call */, LPVOID /* lpReserved */)
{
    return TRUE;
}
