// Request state as the first seed tells of it: an object made in PREPROC_HEADERS, kept in pFilterContext, deleted in END_OF_REQUEST.
#include <windows.h>
#include <httpfilt.h>
#include <time.h>

class CRequestClock
{
public:
    CRequestClock() : m_tStart(clock()) {}
    clock_t Elapsed() const { return clock() - m_tStart; }

private:
    clock_t m_tStart;
};

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_REQUEST;
    return TRUE;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD dwNotificationType, LPVOID pvNotification)
{
    if (dwNotificationType == SF_NOTIFY_PREPROC_HEADERS)
    {
        pfc->pFilterContext = new CRequestClock;
    }
    else if (dwNotificationType == SF_NOTIFY_END_OF_REQUEST)
    {
        CRequestClock *pClock = (CRequestClock *)pfc->pFilterContext;
        if (pClock->Elapsed() >= 0)
            delete pClock;
        pfc->pFilterContext = NULL;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
